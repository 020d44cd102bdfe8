/// A line of another program's, with a token for each `@line@` and the time for each `@time@`.
///
/// The token is `decoy:RUN:SEQ:SUM`, where the sum is the CRC-32 of `RUN:SEQ` in hexadecimal. It is a word in JSON, CSV
/// and plain text alike.
struct LineTemplate {
  /// What a line is made of.
  private enum Part {
    case text([UInt8])
    case token
    case time
  }

  private var parts: [Part] = []

  init(_ template: String) {
    var text: [UInt8] = []
    var rest = Array(template.utf8)[...]
    func flush(_ parts: inout [Part]) {
      if !text.isEmpty { parts.append(.text(text)) }
      text = []
    }
    while let byte = rest.first {
      if rest.starts(with: "@line@".utf8) {
        flush(&parts)
        parts.append(.token)
        rest = rest.dropFirst(6)
      } else if rest.starts(with: "@time@".utf8) {
        flush(&parts)
        parts.append(.time)
        rest = rest.dropFirst(6)
      } else {
        text.append(byte)
        rest = rest.dropFirst()
      }
    }
    flush(&parts)
  }

  /// Appends the line.
  func append(token: [UInt8], time: [UInt8], to bytes: inout [UInt8]) {
    for part in parts {
      switch part {
      case .text(let text): bytes.append(contentsOf: text)
      case .token: bytes.append(contentsOf: token)
      case .time: bytes.append(contentsOf: time)
      }
    }
  }

  /// The token of a run's line.
  static func token(_ run: String, _ number: Int) -> [UInt8] {
    var sum = CRC32()
    sum.update("\(run):\(number)".utf8)
    return Array(
      "decoy:\(run):\(number):\(String((1 << 32) + UInt64(sum.value), radix: 16).dropFirst())".utf8
    )
  }
}
