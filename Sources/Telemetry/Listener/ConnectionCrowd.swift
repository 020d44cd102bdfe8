internal import NIOCore
internal import Synchronization

/// The connections of a listener, of which there may be only so many: one that is too many takes the place of another.
///
/// A limit that lets others wait is a lever: who opens connections and says nothing keeps everybody out until each has
/// timed out. Here they push each other out, and whoever has a question is answered at once.
final class ConnectionCrowd: Sendable {
  private struct State {
    var places: ConnectionPlaces<ObjectIdentifier>
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isClosed = false
  }

  private let state: Mutex<State>

  /// - Parameters:
  ///   - limit: the most connections.
  ///   - answerTime: how long one that is being answered keeps its place when others want it.
  init(limit: Int, answerTime: TimeAmount) {
    state = Mutex(State(places: ConnectionPlaces(limit: limit, answerTime: answerTime)))
  }

  /// Takes a connection in, and closes one where there are too many.
  func admit(_ channel: any Channel) {
    let id = ObjectIdentifier(channel)
    let loser = state.withLock { state -> (any Channel)? in
      if state.isClosed { return channel }
      state.channels[id] = channel
      return state.places.admit(id, at: .now()).flatMap { state.channels[$0] }
    }
    channel.closeFuture.whenComplete { _ in self.remove(id) }
    // Not in here: to the listener, a connection that is closed while it is set up is a fault of its own.
    loser?.eventLoop.execute { loser?.close(promise: nil) }
  }

  /// Closes all connections, and each that comes later.
  func close() {
    let channels = state.withLock { state in
      state.isClosed = true
      return state.channels.values.map(\.self)
    }
    for channel in channels { channel.close(promise: nil) }
  }

  /// A connection is about something else now.
  func note(_ phase: ConnectionPlaces<ObjectIdentifier>.Phase, of channel: any Channel) {
    state.withLock { $0.places.note(phase, of: ObjectIdentifier(channel), at: .now()) }
  }

  private func remove(_ id: ObjectIdentifier) {
    state.withLock { state in
      state.places.remove(id)
      state.channels[id] = nil
    }
  }
}
