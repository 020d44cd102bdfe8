import NIOHPACK
import NIOHTTP2
import OTLPMessages
import SwiftProtobuf
import Testing

@testable import TraceExport

@Suite("gRPC's status")
struct GRPCStatusTests {
  private static let mayGoBetter: Set<GRPCCode> = [
    .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss,
  ]

  /// The details of an error with a `RetryInfo`, as `grpc-status-details-bin` has them.
  private static func details(seconds: Int64, nanoseconds: Int32) throws -> [UInt8] {
    var info = Google_Rpc_RetryInfo()
    info.retryDelay.seconds = seconds
    info.retryDelay.nanos = nanoseconds
    var status = Google_Rpc_Status()
    status.details = [try Google_Protobuf_Any(message: info)]
    return try status.serializedBytes()
  }

  @Test(arguments: GRPCCode.allCases)
  func `Those codes may go better later that OTLP names, and all others never`(code: GRPCCode) throws {
    let status = try #require(GRPCStatus(["grpc-status": "\(code.rawValue)", "grpc-message": "why"]))
    #expect(status == GRPCStatus(code, "why"))
    let reason = code == .deadlineExceeded ? "no answer in time" : "\(code): why"
    let expected: ExportOutcome =
      Self.mayGoBetter.contains(code) ? .postponed(reason: reason, pause: nil) : .refused(reason: reason)
    #expect(status.outcome == expected)
  }

  @Test func `There are seventeen codes, from 0 to 16`() {
    #expect(GRPCCode.allCases.map(\.rawValue) == Array(0...16))
  }

  @Test(
    arguments: ["17", "-1", "", "ok", "99999999999999999999", "0x0", " 0", "٣"]
  )
  func `An undefined code is unknown`(text: String) {
    #expect(GRPCCode(text) == .unknown)
  }

  @Test func `An exhausted resource may go better where the endpoint says when`() throws {
    let text = Base64Text.encode(try Self.details(seconds: 1, nanoseconds: 500_000_000))
    let status = GRPCStatus(["grpc-status": "8", "grpc-status-details-bin": text])
    #expect(status?.outcome == .postponed(reason: "resourceExhausted", pause: .milliseconds(1500)))
  }

  @Test(arguments: [0, 1, 12, 123, 1234])
  func `Details count with padding and without`(seconds: Int64) throws {
    let text = Base64Text.encode(try Self.details(seconds: seconds, nanoseconds: 0))
    let bare = String(text.prefix { $0 != "=" })
    for text in [text, bare] {
      let status = GRPCStatus(["grpc-status": "14", "grpc-status-details-bin": text])
      #expect(status?.pause == .seconds(seconds))
    }
  }

  @Test(
    arguments: [(.min, .min), (.max, .max), (-1, -1), (0, 0)] as [(Int64, Int32)]
  )
  func `A delay may be any number`(seconds: Int64, nanoseconds: Int32) throws {
    let text = Base64Text.encode(try Self.details(seconds: seconds, nanoseconds: nanoseconds))
    let status = GRPCStatus(["grpc-status": "14", "grpc-status-details-bin": text])
    #expect(status?.pause == .seconds(max(seconds, 0)) + .nanoseconds(Int64(max(nanoseconds, 0))))
  }

  @Test(
    arguments: ["", "!", "AAAAA", "/////w==", "CAE", "a=b"]
  )
  func `Details that can't be read ask for nothing`(text: String) {
    let status = GRPCStatus(["grpc-status": "14", "grpc-status-details-bin": text])
    #expect(status == GRPCStatus(.unavailable, ""))
  }

  @Test(
    arguments: [
      ("400", .internalError), ("401", .unauthenticated), ("403", .permissionDenied), ("404", .unimplemented),
      ("429", .unavailable), ("502", .unavailable), ("503", .unavailable), ("504", .unavailable),
      ("500", .unknown), ("204", .unknown), ("", .unknown), ("x", .unknown),
    ] as [(String, GRPCCode)]
  )
  func `An HTTP status without gRPC's own becomes the code that gRPC names`(status: String, code: GRPCCode) {
    #expect(GRPCCode(httpStatus: status) == code)
  }

  @Test(
    arguments: [
      (0, .internalError), (1, .internalError), (2, .internalError), (3, .internalError), (4, .internalError),
      (5, .unknown), (6, .internalError), (7, .unavailable), (8, .cancelled), (9, .internalError),
      (10, .internalError), (11, .resourceExhausted), (12, .permissionDenied), (13, .unknown),
      (4_294_967_295, .unknown),
    ] as [(Int, GRPCCode)]
  )
  func `A reset stream becomes the code that gRPC names`(number: Int, code: GRPCCode) {
    #expect(GRPCCode(reset: HTTP2ErrorCode(networkCode: number)) == code)
  }

  @Test(
    arguments: [
      ("plain", "plain"), ("a%20b", "a b"), ("caf%C3%A9", "café"), ("100%", "100%"), ("%4", "%4"),
      ("%zz", "%zz"), ("%%41", "%A"), ("%1bc", " c"), ("a%00b", "a b"), ("%0d%0aforged", "  forged"),
      ("%ff", "\u{fffd}"), ("%", "%"), ("%e2%80%aex", " x"), ("", ""),
      (String(repeating: "%41", count: 600), String(repeating: "A", count: 512) + "…"),
    ]
  )
  func `Words are decoded as far as they can be, and fit for a log`(text: String, expected: String) {
    #expect(GRPCStatus(["grpc-status": "3", "grpc-message": text])?.message == expected)
  }

  @Test(
    arguments: [
      (.seconds(10), "10000m"), (.milliseconds(1), "1m"), (.nanoseconds(1), "1m"), (.zero, "1m"),
      (.seconds(-5), "1m"), (.seconds(Int64.min), "1m"), (.seconds(99_998), "99998000m"),
      (.seconds(99_999), "99999S"), (.seconds(Int64.max), "99999999S"),
    ] as [(Duration, String)]
  )
  func `A timeout is written with at most eight digits, and is never nothing`(
    duration: Duration,
    text: String
  ) {
    #expect(GRPCRequest.text(of: duration) == text)
  }
}
