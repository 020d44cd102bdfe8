/// What a write that failed half-way left to be written.
struct TornWrite: Sendable {
  /// The bytes that are not in the file.
  let rest: [UInt8]
  /// The same, from the beginning of the line that is torn.
  let wholeLines: [UInt8]

  init(_ bytes: [UInt8], written: Int) {
    rest = Array(bytes[written...])
    let lineStart = bytes[..<written].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    wholeLines = Array(bytes[lineStart...])
  }
}
