public import HTTPTypes

/// Pages that a listener answers beside its own.
///
/// The listener has looked at the method and at `Host` before it asks, and sends no body where only the head is wanted.
public protocol MountedPages: Sendable {
  /// The paths that are answered; each is one path, no prefix. The listener's own come first.
  var paths: [String] { get }

  /// What is answered to a request for one of the paths. It must come to an end within a listener's time for a
  /// connection, or nobody hears it.
  func answer(_ request: PageRequest) async -> PageAnswer

  /// Does what has to be done while the listener runs, until it is cancelled.
  func run() async
}

/// A request for a mounted page: GET or HEAD, its `Host` one that the listener answers.
public struct PageRequest: Sendable, Hashable {
  /// The path, one of ``MountedPages/paths``.
  public var path: String
  /// What stands behind the `?`, as it came; `nil` where there is none.
  public var query: String?
  /// The value of the header `Host`, as it came.
  public var host: String
  /// The header fields.
  public var fields: HTTPFields

  /// A request.
  public init(path: String, query: String? = nil, host: String, fields: HTTPFields = [:]) {
    self.path = path
    self.query = query
    self.host = host
    self.fields = fields
  }
}
