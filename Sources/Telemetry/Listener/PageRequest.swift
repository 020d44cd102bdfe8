public import HTTPTypes

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
