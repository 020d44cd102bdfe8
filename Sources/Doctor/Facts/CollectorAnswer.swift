internal import AsyncHTTPClient
internal import FoundationEssentials
internal import HTTPListener
internal import NIOCore
internal import NIOHTTP1

/// What a running collector says of itself at `/status`.
struct CollectorAnswer: Sendable, Hashable, Decodable {
  /// The longest answer that is read, in bytes.
  private static let longest = 16 << 20

  var version: String
  var state: String
  var ready: Bool
  /// Why it isn't ready.
  var reason: String?

  /// Asks a collector.
  ///
  /// - Returns: the answer, or in one line why there is none.
  static func ask(_ address: ListenAddress) async -> Result<Self, Fault> {
    let http = HTTPClient(eventLoopGroupProvider: .singleton)
    let result: Result<Self, Fault>
    var request = HTTPClientRequest(url: url(address))
    // A path has no host, and HTTP/1.1 wants one; at a loopback address this one is answered as well.
    request.headers.add(name: "Host", value: "localhost")
    do {
      let response = try await http.execute(request, timeout: .seconds(4))
      let body = try await response.body.collect(upTo: longest)
      if response.status == .ok {
        result = .success(try JSONDecoder().decode(Self.self, from: Data(body.readableBytesView)))
      } else {
        result = .failure(Fault(description: "it answers with status \(response.status.code)"))
      }
    } catch is DecodingError {
      result = .failure(Fault(description: "what answers there is no decklog"))
    } catch {
      result = .failure(Fault(description: "nobody answers there (\(error))"))
    }
    try? await http.shutdown()
    return result
  }

  private static func url(_ address: ListenAddress) -> String {
    switch address.place {
    case .unix(let path): URL(httpURLWithSocketPath: path, uri: "/status")?.absoluteString ?? ""
    case .ipv4(let host, let port): "http://\(host == "0.0.0.0" ? "127.0.0.1" : host):\(port)/status"
    case .ipv6(let host, let port): "http://[\(host == "::" ? "::1" : host)]:\(port)/status"
    }
  }
}

extension CollectorAnswer {
  /// Why there is no answer.
  struct Fault: Error, Hashable {
    let description: String
  }
}
