internal import Basics

/// Whether those who read the files, or write them beside a collector, keep up.
enum ReaderVerdict {
  /// How far a reader may be behind, in bytes: some thousand records, which is less than a second of reading.
  static let lag = 8 << 20

  /// - Parameter result: the bytes that are yet to be read, or why that is not known; `nil` where it took too long.
  static func consumer(_ name: String, _ result: Result<Int, any Error>?) -> Finding {
    let name = NameList.name(name)
    switch result {
    case nil: return .late(.consumer, name)
    case .failure(let error):
      return Finding(
        .consumer,
        .warning,
        "\(name): \(PrintableText.make(from: "\(error)".utf8))",
        advice: "See whether its file is there and may be read, and whether it runs."
      )
    case .success(let bytes):
      let found = "\(name) is \(ByteText.text(bytes)) behind the records"
      guard bytes > lag else { return Finding(.consumer, .ok, found) }
      return Finding(
        .consumer,
        .warning,
        found,
        advice: "See whether it runs; records that are rotated away before it has read them it never sees."
      )
    }
  }

  static func rotated(_ facts: GrowingFiles) -> Finding {
    guard !facts.growing.isEmpty else {
      return Finding(.rotatedFiles, .ok, "\(facts.count) rotated files, none of which grows")
    }
    let first = ShellWord.quoted(facts.growing[0])
    return Finding(
      .rotatedFiles,
      .warning,
      "somebody still writes to \(NameList.paths(facts.growing))",
      advice: "`sudo fuser -v \(first)` says who: have it open its files anew after a rotation, as"
        + " `sudo systemctl kill -s HUP rsyslog` does with rsyslog."
    )
  }
}
