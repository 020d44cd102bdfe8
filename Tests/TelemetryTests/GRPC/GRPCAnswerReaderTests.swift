import NIOHPACK
import Testing

@testable import TraceExport

@Suite("The answer to a call")
struct GRPCAnswerReaderTests {
  private static let head: HPACKHeaders = [":status": "200", "content-type": "application/grpc"]
  private static let good: HPACKHeaders = ["grpc-status": "0"]

  /// A message behind its prefix.
  private static func framed(_ message: [UInt8], flag: UInt8 = 0, length: UInt32? = nil) -> [UInt8] {
    let length = length ?? UInt32(message.count)
    var bytes = [flag]
    withUnsafeBytes(of: length.bigEndian) { bytes.append(contentsOf: $0) }
    return bytes + message
  }

  /// What an answer in these pieces comes to.
  private func answer(
    _ pieces: [[UInt8]],
    head: HPACKHeaders = Self.head,
    trailers: HPACKHeaders = Self.good,
    limit: Int = 16
  ) throws -> [UInt8]? {
    var reader = GRPCAnswerReader(limit: limit)
    #expect(try reader.read(head, isLast: false) == nil)
    for piece in pieces { try reader.read(piece, isLast: false) }
    return try reader.read(trailers, isLast: true)
  }

  @Test(arguments: [0, 1, 5, 16])
  func `A message is the same, wherever it is cut`(length: Int) throws {
    let message = (0..<length).map { UInt8($0) }
    let bytes = Self.framed(message)
    for cut in 0...bytes.count {
      #expect(try answer([Array(bytes[..<cut]), Array(bytes[cut...])]) == message)
    }
    #expect(try answer(bytes.map { [$0] }) == message)
  }

  @Test(arguments: [17, 65_536, UInt32.max])
  func `A message that is too long is not read`(length: UInt32) {
    let bytes = Self.framed([], length: length)
    #expect(throws: GRPCStatus(.resourceExhausted, "the answer has \(length) bytes; 16 are read")) {
      try answer([bytes])
    }
    #expect(throws: GRPCStatus.self) { try answer(bytes.map { [$0] }) }
  }

  @Test func `An answer that goes on after its message is refused, wherever it is cut`() {
    let bytes = Self.framed([1, 2]) + [0]
    for cut in 0...bytes.count {
      #expect(throws: GRPCStatus(.internalError, "the answer continues after its message")) {
        try answer([Array(bytes[..<cut]), Array(bytes[cut...])])
      }
    }
    #expect(throws: GRPCStatus(.internalError, "the answer continues after its message")) {
      try answer([Self.framed([]) + Array(repeating: 0, count: 1 << 20)])
    }
  }

  @Test(arguments: 0..<7)
  func `An answer that ends before its message does is refused`(count: Int) {
    #expect(throws: GRPCStatus(.internalError, "the answer ends before its message does")) {
      try answer([Array(Self.framed([1, 2]).prefix(count))])
    }
  }

  @Test(arguments: [1, 2, 255] as [UInt8])
  func `A message that is compressed is refused at its first byte`(flag: UInt8) {
    #expect(throws: GRPCStatus(.internalError, "the answer is compressed, which nobody asked for")) {
      try answer([[flag]])
    }
  }

  @Test func `An error in the trailers counts, whatever came before`() {
    #expect(throws: GRPCStatus(.unavailable, "later")) {
      try answer([Self.framed([1])], trailers: ["grpc-status": "14", "grpc-message": "later"])
    }
  }

  @Test func `An error may come in headers alone, whatever else they say`() throws {
    var reader = GRPCAnswerReader(limit: 16)
    #expect(throws: GRPCStatus(.permissionDenied, "no")) {
      try reader.read([":status": "503", "grpc-status": "7", "grpc-message": "no"], isLast: true)
    }
  }

  @Test func `Headers that come before the answer's are passed over`() throws {
    var reader = GRPCAnswerReader(limit: 16)
    for _ in 0..<3 { #expect(try reader.read([":status": "103"], isLast: false) == nil) }
    #expect(try reader.read(Self.head, isLast: false) == nil)
    try reader.read(Self.framed([7]), isLast: false)
    #expect(try reader.read(Self.good, isLast: true) == [7])
  }

  @Test func `An answer without a status is unknown`() {
    let expected = GRPCStatus(.unknown, "the answer ends without a status")
    #expect(throws: expected) { try answer([Self.framed([])], trailers: ["x": "y"]) }
    var reader = GRPCAnswerReader(limit: 16)
    #expect(throws: expected) { try reader.read(Self.head, isLast: true) }
    #expect(throws: expected) { try reader.read(Self.framed([]), isLast: true) }
  }

  @Test(
    arguments: [
      ([":status": "404", "content-type": "text/html"], .unimplemented, "HTTP status 404"),
      ([":status": "503"], .unavailable, "HTTP status 503"),
      (
        [":status": "200", "content-type": "text/html"], .unknown,
        "the answer is not gRPC (content type: text/html)"
      ),
      ([":status": "200"], .unknown, "the answer is not gRPC (content type: none)"),
      (
        [":status": "200", "content-type": "application/grpcx"], .unknown,
        "the answer is not gRPC (content type: application/grpcx)"
      ),
    ] as [(HPACKHeaders, GRPCCode, String)]
  )
  func `An answer that is not gRPC is reported as such`(head: HPACKHeaders, code: GRPCCode, words: String) {
    for isLast in [false, true] {
      var reader = GRPCAnswerReader(limit: 16)
      #expect(throws: GRPCStatus(code, words)) { try reader.read(head, isLast: isLast) }
    }
  }

  @Test(
    arguments: ["application/grpc", "application/grpc+proto", "Application/gRPC; charset=utf-8"]
  )
  func `GRPC's content type may say how messages are encoded`(type: String) throws {
    #expect(try answer([Self.framed([1])], head: [":status": "200", "content-type": type]) == [1])
  }
}
