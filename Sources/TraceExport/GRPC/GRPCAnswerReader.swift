internal import Basics
internal import NIOHPACK

/// Reads the answer to a unary call: headers, one message, trailers; or headers alone (gRPC over HTTP/2, "Responses").
struct GRPCAnswerReader {
  private var message: GRPCMessageReader
  private var hasHeaders = false

  /// - Parameter limit: the longest message that is read, in bytes.
  init(limit: Int) {
    message = GRPCMessageReader(limit: limit)
  }

  /// Takes headers or trailers.
  ///
  /// - Parameter isLast: whether the answer ends with them.
  /// - Returns: the message, when the answer has come to a good end.
  /// - Throws: any other end.
  mutating func read(_ headers: HPACKHeaders, isLast: Bool) throws(GRPCStatus) -> [UInt8]? {
    if !hasHeaders, !isLast {
      try checkHead(headers)
      return nil
    }
    let status = GRPCStatus(headers)
    if let status, status.code != .ok { throw status }
    if !hasHeaders { try checkHead(headers) }
    guard status != nil else { throw GRPCStatus(.unknown, "the answer ends without a status") }
    return try message.message()
  }

  /// Takes a piece of the message.
  ///
  /// - Parameter isLast: whether the answer ends with it, which it must not.
  mutating func read(_ piece: some Collection<UInt8>, isLast: Bool) throws(GRPCStatus) {
    try message.append(piece)
    if isLast { throw GRPCStatus(.unknown, "the answer ends without a status") }
  }

  private mutating func checkHead(_ headers: HPACKHeaders) throws(GRPCStatus) {
    let httpStatus = headers.first(name: ":status") ?? ""
    // Something comes before the answer: 100 to 199.
    if httpStatus.first == "1" { return }
    hasHeaders = true
    guard httpStatus == "200" else {
      if let status = GRPCStatus(headers), status.code != .ok { throw status }
      let shown = PrintableText.make(from: httpStatus.utf8)
      throw GRPCStatus(GRPCCode(httpStatus: httpStatus), "HTTP status \(shown)")
    }
    let type = headers.first(name: "content-type") ?? ""
    guard Self.isGRPC(type) else {
      let shown = type.isEmpty ? "none" : PrintableText.make(from: type.utf8)
      throw GRPCStatus(.unknown, "the answer is not gRPC (content type: \(shown))")
    }
  }

  private static func isGRPC(_ type: String) -> Bool {
    let name = "application/grpc"
    guard type.lowercased().hasPrefix(name) else { return false }
    let next = type.utf8.dropFirst(name.utf8.count).first
    return next == nil || next == UInt8(ascii: "+") || next == UInt8(ascii: ";")
  }
}

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
