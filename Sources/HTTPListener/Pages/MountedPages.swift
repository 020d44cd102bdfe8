package import HTTPTypes

/// Pages served beside the listener's own.
///
/// The listener has checked the method and `Host` before it asks, and sends no body in answer to HEAD.
package protocol MountedPages: Sendable {
  /// The paths served; each is a complete path, no prefix. The listener's own take precedence.
  var paths: [String] { get }

  /// Answers a request for one of the paths. It must return within the listener's time for a connection.
  func answer(_ request: PageRequest) async -> PageAnswer

  /// Does the pages' background work until it is cancelled.
  func run() async
}

/// A GET or HEAD request for a mounted page.
package struct PageRequest: Sendable, Hashable {
  /// The path, one of ``MountedPages/paths``.
  package var path: String
  /// What follows the `?`, as received; `nil` without one.
  package var query: String?
  /// The header `Host`, as received.
  package var host: String
  package var fields: HTTPFields

  package init(path: String, query: String? = nil, host: String, fields: HTTPFields = [:]) {
    self.path = path
    self.query = query
    self.host = host
    self.fields = fields
  }
}
