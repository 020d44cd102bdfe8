/// A line of another program's, in which a token replaces each `@line@`.
///
/// The token is `decoy:RUN:SEQ:SUM`, where the sum is the CRC-32 of `RUN:SEQ` in hexadecimal. It is a word in JSON, CSV
/// and plain text alike.
struct LineTemplate {
  private static let placeholder = Array("@line@".utf8)

  /// What stands between the tokens.
  private let parts: [[UInt8]]

  init(_ text: String) {
    var parts: [[UInt8]] = [[]]
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      if rest.starts(with: Self.placeholder) {
        parts.append([])
        rest = rest.dropFirst(Self.placeholder.count)
      } else {
        parts[parts.count - 1].append(byte)
        rest = rest.dropFirst()
      }
    }
    self.parts = parts
  }

  /// Appends the line with this token.
  func append(token: [UInt8], to bytes: inout [UInt8]) {
    for (index, part) in parts.enumerated() {
      if index > 0 { bytes.append(contentsOf: token) }
      bytes.append(contentsOf: part)
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
