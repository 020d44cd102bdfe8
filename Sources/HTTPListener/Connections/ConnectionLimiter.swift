internal import NIOCore
internal import Synchronization

/// What a client can take of the listener, whoever it is.
struct ListenerLimits: Sendable {
  /// The most connections at a time; one more pushes one out that is silent, or slow: ``ConnectionCrowd``.
  var connections = 64
  /// How long a connection that is being answered can't be pushed out.
  var answerTime = TimeAmount.seconds(2)
  /// How long a client may take to hang up when it has its answer.
  var lingerTime = TimeAmount.seconds(1)
  /// How long a connection may take for the head of its request.
  var headTime = TimeAmount.seconds(5)
  /// How long a connection lasts at the most, whatever its client does: one that reads nothing, or sends a byte a second,
  /// is idle in no sense that a server can see.
  var lifetime = TimeAmount.seconds(15)
  /// How long a client may take for one part of a stream: only streams may last longer than ``lifetime``.
  var stallTime = TimeAmount.seconds(45)
  /// How long a collector may take to say how it is doing.
  var statusTime = Duration.seconds(2)
  /// The longest name and value of one header field, and the longest path; bytes.
  var fieldLength = 8 << 10
  /// All header fields together; bytes.
  var headLength = 16 << 10
  /// The most header fields.
  var fields = 64
}

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

/// Which connection has to go when there is one too many.
struct ConnectionPlaces<ID: Hashable & Sendable>: Sendable {
  /// What a connection is about.
  enum Phase: Sendable, Hashable {
    /// Its request has not come whole, or its answer is given: it is the first to go, the oldest before others.
    case idle
    /// It is being answered; it can be pushed out when it has had its time for that.
    case answering
    /// Its answer has no end. There is a limit for those of its own.
    case streaming
  }

  private struct Place {
    let id: ID
    var phase = Phase.idle
    var since: NIODeadline
  }

  private let limit: Int
  private let answerTime: TimeAmount
  /// In the order of arrival.
  private var places: [Place] = []

  /// - Parameters:
  ///   - limit: the most connections.
  ///   - answerTime: how long one that is being answered keeps its place when others want it.
  init(limit: Int, answerTime: TimeAmount) {
    self.limit = limit
    self.answerTime = answerTime
  }

  /// Takes a connection in.
  ///
  /// - Returns: the one that has to go, which is the new one where nobody else has to.
  mutating func admit(_ id: ID, at now: NIODeadline) -> ID? {
    places.append(Place(id: id, since: now))
    guard places.count > limit else { return nil }
    let index =
      places.dropLast().firstIndex { $0.phase == .idle }
      ?? places.firstIndex { $0.phase == .answering && now - $0.since > answerTime }
      ?? places.count - 1
    return places.remove(at: index).id
  }

  /// A connection is about something else now.
  mutating func note(_ phase: Phase, of id: ID, at now: NIODeadline) {
    guard let index = places.firstIndex(where: { $0.id == id }) else { return }
    places[index].phase = phase
    places[index].since = now
  }

  /// A connection has ended.
  mutating func remove(_ id: ID) { places.removeAll { $0.id == id } }
}
