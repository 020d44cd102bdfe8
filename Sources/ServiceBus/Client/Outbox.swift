internal import NIOCore
internal import Synchronization

/// Where publishers leave frames and the connection's event loop takes them.
///
/// There is room for a bounded number while there is a connection, and none while there is not. To wake the event
/// loop costs more than all else here, so it is done for the first of many frames: as long as more come, the event
/// loop comes back by itself.
final class Outbox: Sendable {
  private enum Attention {
    /// The event loop must be woken for the next frame.
    case none
    /// The event loop is about to look, or will when the socket takes more.
    case due
    /// The event loop looks again in a moment.
    case soon
  }

  private struct State {
    var queue: FrameQueue
    var link: NIOLoopBoundBox<ClientHandler>?
    var attention = Attention.none
    var connections = 0
    var fault: BusError?
    var counters = BusClient.Counters()
  }

  private let state: Mutex<State>
  private let connected = Atomic<Bool>(false)

  init(frameLimit: Int, byteLimit: Int) {
    state = Mutex(State(queue: FrameQueue(frameLimit: frameLimit, byteLimit: byteLimit)))
  }

  /// Whether a frame that is sent now would go to a connection.
  var isConnected: Bool { connected.load(ordering: .relaxed) }

  var counters: BusClient.Counters { state.withLock { $0.counters } }

  /// Why there is no connection; `nil` if nothing was wrong.
  var fault: BusError? { state.withLock { $0.fault } }

  /// Changes the counters.
  func count(_ change: (inout BusClient.Counters) -> Void) {
    state.withLock { change(&$0.counters) }
  }

  /// Leaves a frame for the connection.
  ///
  /// - Parameter isUrgent: whether it goes before others, and never for them.
  func send(_ frame: ByteBuffer, isUrgent: Bool = false) {
    state.withLock { state in
      guard let link = state.link else {
        state.counters.dropped += 1
        return
      }
      state.counters.dropped += isUrgent ? state.queue.append(urgent: frame) : state.queue.append(frame)
      if state.attention == .none || state.queue.isHalfFull { Self.wake(link, &state) }
    }
  }

  /// Has the connection look what it has to do.
  func wake() {
    state.withLock { state in
      if let link = state.link { Self.wake(link, &state) }
    }
  }

  // MARK: - The connection's side, on its event loop

  /// There is a connection from now on.
  func open(_ link: NIOLoopBoundBox<ClientHandler>) {
    state.withLock { state in
      state.link = link
      state.fault = nil
      state.attention = .none
      state.connections += 1
      state.counters.reconnects = state.connections - 1
      connected.store(true, ordering: .relaxed)
    }
  }

  /// The connection ends when it has taken what is there.
  func seal() {
    state.withLock { state in
      state.link = nil
      connected.store(false, ordering: .relaxed)
    }
  }

  /// There is none any longer: what it has not taken is dropped.
  func close(_ fault: BusError?) {
    state.withLock { state in
      state.link = nil
      state.fault = fault ?? state.fault
      state.counters.dropped += state.queue.removeAll()
      connected.store(false, ordering: .relaxed)
    }
  }

  /// Takes the oldest frames, until they have `bytes` or more.
  ///
  /// - Parameter looksAgain: whether the event loop comes back by itself in a moment if there are none.
  func take(atLeast bytes: Int, looksAgain: Bool) -> [ByteBuffer] {
    state.withLock { state in
      let frames = state.queue.take(atLeast: bytes)
      state.attention = !frames.isEmpty ? .due : looksAgain ? .soon : .none
      state.counters.published += frames.count
      return frames
    }
  }

  /// The event loop outlives the link that is in the state: scheduling on it belongs under the lock.
  private static func wake(_ link: NIOLoopBoundBox<ClientHandler>, _ state: inout State) {
    guard state.attention != .due else { return }
    state.attention = .due
    link.eventLoop.execute { link.value.drain() }
  }
}
