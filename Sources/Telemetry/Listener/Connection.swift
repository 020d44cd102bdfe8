internal import HummingbirdCore
internal import NIOCore
internal import Synchronization

/// A connection that is set up, and waits to be taken.
///
/// NIO ends the program where a connection is set up and then dropped, and drops those itself whose setup ends after the
/// listening socket was closed. Such a connection is closed here.
final class Connection: Sendable {
  private let client: Mutex<HTTP1Channel.Value?>

  init(_ client: HTTP1Channel.Value) {
    self.client = Mutex(client)
  }

  /// The connection; `nil` where it has been taken. Whoever takes it closes it.
  func take() -> HTTP1Channel.Value? {
    client.withLock { client in
      defer { client = nil }
      return client
    }
  }

  deinit {
    guard let client = take() else { return }
    Task { try await client.executeThenClose { _, _ in } }
  }
}
