import DockerEngine

extension ContainerDetails {
  /// The size at which the engine rotates the log, in bytes; 0 if unknown, `nil` if never.
  ///
  /// `max-size` is a number with an optional unit, in powers of 1000 (Docker's `units.FromHumanSize`).
  var rotationSize: Int? {
    guard rotatesLog else { return nil }
    guard var text = logOptions["max-size"]?.lowercased()[...] else { return 0 }
    if text.last == "b" { text.removeLast() }
    var factor = 1
    if let power = text.last.flatMap({ "kmgtp".firstIndex(of: $0) }) {
      for _ in 0..."kmgtp".distance(from: "kmgtp".startIndex, to: power) { factor *= 1000 }
      text.removeLast()
    }
    guard let number = Int(text), number > 0 else { return 0 }
    let (size, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? .max : size
  }
}

/// The log format of container runtimes (CRI), which Podman also calls json-file.
///
/// ```
/// 2026-11-24T14:33:37.312027123+01:00 stdout F a line
/// ```
enum RuntimeText {
  /// Bytes of the longest time.
  private static let longestTime = 35

  /// Whether bytes from the beginning of a file are such text.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let words = bytes.prefix(longestTime + 10).split(
      separator: UInt8(ascii: " "),
      maxSplits: 3,
      omittingEmptySubsequences: false
    )
    guard words.count == 4, isTime(words[0]) else { return false }
    return (words[1].elementsEqual("stdout".utf8) || words[1].elementsEqual("stderr".utf8))
      && (words[2].elementsEqual("F".utf8) || words[2].elementsEqual("P".utf8))
  }

  private static func isTime(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    20...longestTime ~= bytes.count
      && bytes.prefix(19).elementsEqual("0000-00-00T00:00:00".utf8) { byte, pattern in
        pattern == UInt8(ascii: "0") ? 0x30...0x39 ~= byte : byte == pattern
      }
  }
}
