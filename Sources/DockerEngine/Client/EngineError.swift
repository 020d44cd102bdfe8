internal import Basics
internal import FoundationEssentials
internal import NIOCore

/// A failure of a request to a container engine.
///
/// Text from the engine is bounded and stripped of control characters before it gets into ``message``.
public struct EngineError: Error, CustomStringConvertible {
  /// The kind of failure.
  public var code: Code
  /// One line: what failed and, if that helps, what would remedy it.
  public var message: String
  /// The error that led to this one.
  public var cause: (any Error)?

  /// Creates an error.
  public init(code: Code, message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// Code, message and cause in one line.
  public var description: String { "\(code): \(message)" + (cause.map { " (\($0))" } ?? "") }
}

extension EngineError {
  /// The kinds of failure that a caller can tell apart.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The code in words; an error's description begins with it.
    public let description: String
    /// The HTTP status of a ``status(_:)`` code, and 404 for ``notFound``.
    public let httpStatus: Int?

    private init(_ description: String, httpStatus: Int? = nil) {
      self.description = description
      self.httpStatus = httpStatus
    }

    /// Nobody listens at the endpoint: no socket, connection refused, or no connection in time.
    public static let unavailable = Self("unavailable")
    /// The UNIX socket exists, but this process may not open it.
    public static let permissionDenied = Self("permission denied")
    /// The engine does not know the container (HTTP status 404).
    public static let notFound = Self("not found", httpStatus: 404)

    /// The engine answered with an HTTP status other than 200 and 404.
    public static func status(_ status: Int) -> Self { Self("status \(status)", httpStatus: status) }

    /// The engine reported an error inside a log stream that had begun well (frame type 3).
    public static let daemonError = Self("daemon error")
    /// The answer violates the Docker Engine API: a bad frame, a missing timestamp, malformed JSON.
    public static let protocolViolation = Self("protocol violation")
    /// The connection ended before the answer did: the engine died, or a proxy closed an idle connection.
    public static let connectionLost = Self("connection lost")
    /// `DOCKER_HOST`, or the setting in its place, is not an address to connect to.
    public static let badEndpoint = Self("bad endpoint")
    /// A certificate can't be read, or the TLS handshake failed.
    public static let tls = Self("TLS")
    /// The connection stands, but the answer did not come in time.
    public static let timedOut = Self("timed out")
    /// The task was cancelled while it waited for the engine.
    public static let cancelled = Self("cancelled")
  }
}

extension EngineError {
  /// The error for an answer whose status is not 200.
  ///
  /// The engine's own words are in its JSON body (`{"message": …}`); a proxy's may be plain text.
  static func status(_ status: Int, body: ByteBuffer, path: String) -> Self {
    struct Answer: Decodable {
      var message: String
    }
    let answer = try? JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
    let words =
      answer.map { PrintableText.make(from: $0.message.utf8) }
      ?? PrintableText.make(from: body.readableBytesView)
    let resource = path.prefix { $0 != "?" }
    return Self(
      code: status == 404 ? .notFound : .status(status),
      message: "GET \(resource): status \(status)" + (words.isEmpty ? "" : ": \(words)")
    )
  }
}
