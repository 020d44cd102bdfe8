internal import DockerEngine
internal import Glibc
internal import ServiceBus

/// The framework's bus.
struct BusFacts: Sendable {
  /// How long one step of asking may take; there are three.
  private static let seconds = 1

  var path: String
  var outcome: BusProbe.Outcome
  /// Whose the socket is; `nil` where it can't be looked at.
  var ownership: SocketOwnership?

  init(path: String, outcome: BusProbe.Outcome, ownership: SocketOwnership? = nil) {
    self.path = path
    self.outcome = outcome
    self.ownership = ownership
  }

  /// Asks who serves a socket.
  init(asking path: String) {
    self.init(
      path: path,
      outcome: BusProbe.run(path, name: "doctor", seconds: Self.seconds),
      ownership: SocketOwnership(path: path)
    )
  }
}
