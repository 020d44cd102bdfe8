internal import AsyncHTTPClient
internal import Basics
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import OTLPMessages
internal import SwiftProtobuf

/// OTLP over HTTP, with bodies in protobuf (OTLP specification 1.10, "OTLP/HTTP").
struct HTTPSpanTransport: SpanTransport {
  /// The longest answer read, in bytes.
  private static let answerLimit = 64 << 10

  private let client: HTTPClient
  private let url: String
  private let headers: HTTPHeaders

  init(_ settings: TracingSettings) {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .http1Only
    configuration.tlsConfiguration = settings.tlsConfiguration
    configuration.timeout.connect = TimeAmount(settings.requestTimeout)
    // Otherwise a refused connection is reported only after the connect timeout.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(
      eventLoopGroupProvider: .shared(.singletonMultiThreadedEventLoopGroup),
      configuration: configuration
    )
    var headers: HTTPHeaders = ["Content-Type": "application/x-protobuf", "User-Agent": "decklog"]
    for header in settings.headers { headers.add(name: header.name, value: header.value) }
    self.headers = headers
    url = settings.endpoint.url
  }

  func close() async { try? await client.shutdown() }

  func send(_ request: ExportRequest, timeout: Duration) async -> ExportOutcome {
    var message = HTTPClientRequest(url: url)
    message.method = .POST
    message.headers = headers
    message.body = .bytes(ByteBuffer(bytes: request.bytes))
    do {
      let response = try await client.execute(message, timeout: TimeAmount(timeout))
      let body = try? await response.body.collect(upTo: Self.answerLimit)
      return Self.outcome(of: response, body.map { Array($0.readableBytesView) } ?? [])
    } catch {
      return .postponed(reason: TransportFault.reason(error), pause: nil)
    }
  }

  private static func outcome(of response: HTTPClientResponse, _ body: [UInt8]) -> ExportOutcome {
    switch response.status.code {
    case 200..<300: return .init(answer: body)
    case 429, 502, 503, 504:
      let pause = response.headers.first(name: "Retry-After").flatMap { RetryAfter.pause($0) }
      return .postponed(reason: reason(response, body), pause: pause)
    default: return .refused(reason: reason(response, body))
    }
  }

  /// The status and, if the endpoint explains it, its `google.rpc.Status` or plain text.
  private static func reason(_ response: HTTPClientResponse, _ body: [UInt8]) -> String {
    let type = response.headers.first(name: "Content-Type") ?? ""
    var words = ""
    if type.hasPrefix("application/x-protobuf"), let rpc = try? Google_Rpc_Status(serializedBytes: body) {
      words = PrintableText.make(from: rpc.message.utf8)
    } else if type.hasPrefix("text/plain") {
      words = PrintableText.make(from: body)
    }
    return "status \(response.status.code)" + (words.isEmpty ? "" : ": \(words)")
  }
}
