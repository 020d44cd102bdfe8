/// Puts the one message of an answer together, from whatever pieces it comes in (gRPC over HTTP/2,
/// "Length-Prefixed-Message").
struct GRPCMessageReader {
  private static let prefixLength = 5

  /// The longest message that is read, in bytes.
  let limit: Int
  private var bytes: [UInt8] = []

  init(limit: Int) {
    self.limit = limit
  }

  /// Takes the next piece.
  ///
  /// - Throws: what can't become a message that may be read.
  mutating func append(_ piece: some Collection<UInt8>) throws(GRPCStatus) {
    // One byte beyond the longest message is enough to see that there are more.
    bytes.append(contentsOf: piece.prefix(Self.prefixLength + limit + 1 - bytes.count))
    guard let length = try messageLength() else { return }
    guard bytes.count <= Self.prefixLength + length else {
      throw GRPCStatus(.internalError, "the answer goes on after its message")
    }
  }

  /// The message, once all pieces are there.
  ///
  /// - Throws: where it is not complete.
  func message() throws(GRPCStatus) -> [UInt8] {
    guard let length = try messageLength(), bytes.count == Self.prefixLength + length else {
      throw GRPCStatus(.internalError, "the answer ends before its message does")
    }
    return Array(bytes.dropFirst(Self.prefixLength))
  }

  /// What the prefix says; `nil` while it isn't complete.
  private func messageLength() throws(GRPCStatus) -> Int? {
    guard let flag = bytes.first else { return nil }
    guard flag == 0 else {
      throw GRPCStatus(.internalError, "the answer is compressed, which nobody asked for")
    }
    guard bytes.count >= Self.prefixLength else { return nil }
    let length = bytes[1..<Self.prefixLength].reduce(0) { $0 << 8 | Int($1) }
    guard length <= limit else {
      throw GRPCStatus(.resourceExhausted, "the answer has \(length) bytes; \(limit) are read")
    }
    return length
  }
}
