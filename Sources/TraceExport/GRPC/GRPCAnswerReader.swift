internal import Basics
internal import NIOHPACK

/// Reads the answer to a unary call: headers, one message and trailers, or headers alone (gRPC over HTTP/2,
/// "Responses").
struct GRPCAnswerReader {
  /// The size of the prefix of a message ("Length-Prefixed-Message").
  private static let prefixLength = 5

  private let limit: Int
  private var hasHeaders = false
  /// The message with its prefix, as far as received.
  private var bytes: [UInt8] = []

  /// - Parameter limit: the longest message read, in bytes.
  init(limit: Int) { self.limit = limit }

  /// Reads headers or trailers.
  ///
  /// - Parameter isLast: whether they end the answer.
  /// - Returns: the message, once the answer is complete.
  /// - Throws: any status but `ok`.
  mutating func read(_ headers: HPACKHeaders, isLast: Bool) throws(GRPCStatus) -> [UInt8]? {
    if !hasHeaders, !isLast {
      try checkHead(headers)
      return nil
    }
    let status = GRPCStatus(headers)
    if let status, status.code != .ok { throw status }
    if !hasHeaders { try checkHead(headers) }
    guard status != nil else { throw GRPCStatus(.unknown, "the answer ends without a status") }
    return try message()
  }

  /// Reads a piece of the message.
  ///
  /// - Parameter isLast: whether it ends the answer, which is an error.
  mutating func read(_ piece: some Collection<UInt8>, isLast: Bool) throws(GRPCStatus) {
    try append(piece)
    if isLast { throw GRPCStatus(.unknown, "the answer ends without a status") }
  }

  private mutating func checkHead(_ headers: HPACKHeaders) throws(GRPCStatus) {
    let httpStatus = headers.first(name: ":status") ?? ""
    // An informational response precedes the answer.
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

  /// - Throws: if the message is compressed, too long, or followed by more.
  private mutating func append(_ piece: some Collection<UInt8>) throws(GRPCStatus) {
    // One byte beyond the longest message shows that there are more.
    bytes.append(contentsOf: piece.prefix(Self.prefixLength + limit + 1 - bytes.count))
    guard let length = try messageLength() else { return }
    guard bytes.count <= Self.prefixLength + length else {
      throw GRPCStatus(.internalError, "the answer continues after its message")
    }
  }

  /// - Throws: if the message is incomplete.
  private func message() throws(GRPCStatus) -> [UInt8] {
    guard let length = try messageLength(), bytes.count == Self.prefixLength + length else {
      throw GRPCStatus(.internalError, "the answer ends before its message does")
    }
    return Array(bytes.dropFirst(Self.prefixLength))
  }

  /// The length in the prefix; `nil` while the prefix is incomplete.
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
