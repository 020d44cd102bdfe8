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
