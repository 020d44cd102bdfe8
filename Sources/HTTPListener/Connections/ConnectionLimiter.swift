internal import NIOCore
internal import Synchronization

/// Limits what clients can take of the listener.
struct ListenerLimits: Sendable {
  /// The most connections at a time; one more evicts a silent or slow one: ``ConnectionLimiter``.
  var connections = 64
  /// How long a connection whose request is being answered can't be evicted.
  var answerTime = TimeAmount.seconds(2)
  /// How long a client may take to hang up after its answer.
  var lingerTime = TimeAmount.seconds(1)
  /// How long the head of a request may take.
  var headTime = TimeAmount.seconds(5)
  /// How long a connection may last: a client that reads nothing, or sends a byte a second, is never idle.
  var lifetime = TimeAmount.seconds(15)
  /// How long a client may take for one part of a stream; only streams may outlast ``lifetime``.
  var stallTime = TimeAmount.seconds(45)
  /// How long a collector may take to report its status.
  var statusTime = Duration.seconds(2)
  /// The longest name and value of a header field, and the longest path; bytes.
  var fieldLength = 8 << 10
  /// All header fields together; bytes.
  var headLength = 16 << 10
  var fields = 64
}

/// Bounds the number of connections: one too many evicts another.
///
/// If the limit made new clients wait, anybody could lock everyone out by opening connections and saying nothing.
final class ConnectionLimiter: Sendable {
  private struct State {
    var slots: ConnectionSlots<ObjectIdentifier>
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isClosed = false
  }

  private let state: Mutex<State>

  init(_ limits: ListenerLimits) {
    state = Mutex(State(slots: ConnectionSlots(limit: limits.connections, answerTime: limits.answerTime)))
  }

  /// Admits a connection, and closes one if there are too many.
  func admit(_ channel: any Channel) {
    let id = ObjectIdentifier(channel)
    let evicted = state.withLock { state -> (any Channel)? in
      if state.isClosed { return channel }
      state.channels[id] = channel
      return state.slots.admit(id, at: .now()).flatMap { state.channels[$0] }
    }
    channel.closeFuture.whenComplete { _ in
      self.state.withLock { state in
        state.slots.remove(id)
        state.channels[id] = nil
      }
    }
    // Later, since the listener takes a connection that closes during its setup for a fault of its own.
    evicted?.eventLoop.execute { evicted?.close(promise: nil) }
  }

  /// Closes all connections, and any that come later.
  func close() {
    let channels = state.withLock { state in
      state.isClosed = true
      return state.channels.values.map(\.self)
    }
    for channel in channels { channel.close(promise: nil) }
  }

  func note(_ phase: ConnectionPhase, of channel: any Channel) {
    state.withLock { $0.slots.note(phase, of: ObjectIdentifier(channel), at: .now()) }
  }
}

enum ConnectionPhase: Sendable, Hashable {
  /// Its request is incomplete, or has been answered. Evicted first, the oldest before others.
  case idle
  /// Its request is being answered; evicted once that takes too long.
  case answering
  /// Its answer has no end. Streams have a limit of their own.
  case streaming
}

/// Decides which connection to evict.
struct ConnectionSlots<ID: Hashable & Sendable>: Sendable {
  private struct Slot {
    let id: ID
    var phase = ConnectionPhase.idle
    var since: NIODeadline
  }

  private let limit: Int
  private let answerTime: TimeAmount
  /// In order of arrival.
  private var slots: [Slot] = []

  init(limit: Int, answerTime: TimeAmount) {
    self.limit = limit
    self.answerTime = answerTime
  }

  /// Admits a connection; returns the one to evict, which is the new one if no other can be.
  mutating func admit(_ id: ID, at now: NIODeadline) -> ID? {
    slots.append(Slot(id: id, since: now))
    guard slots.count > limit else { return nil }
    let index =
      slots.dropLast().firstIndex { $0.phase == .idle }
      ?? slots.firstIndex { $0.phase == .answering && now - $0.since > answerTime }
      ?? slots.count - 1
    return slots.remove(at: index).id
  }

  mutating func note(_ phase: ConnectionPhase, of id: ID, at now: NIODeadline) {
    guard let index = slots.firstIndex(where: { $0.id == id }) else { return }
    slots[index].phase = phase
    slots[index].since = now
  }

  mutating func remove(_ id: ID) { slots.removeAll { $0.id == id } }
}
