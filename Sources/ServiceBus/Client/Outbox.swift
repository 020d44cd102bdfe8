internal import NIOCore
internal import Synchronization

/// The queue of frames from publishers to the connection's event loop: bounded, and closed without a connection.
///
/// Waking the event loop is by far the most expensive step, so it is done only for the first of many frames; the loop
/// then looks again by itself while more come.
final class Outbox: Sendable {
  private enum Attention {
    /// The event loop must be woken for the next frame.
    case none
    /// The event loop is about to look, or will when the socket becomes writable.
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

  var isConnected: Bool { connected.load(ordering: .relaxed) }

  var counters: BusClient.Counters { state.withLock { $0.counters } }

  /// Why the last connection ended; `nil` if nothing was wrong.
  var fault: BusError? { state.withLock { $0.fault } }

  func count(_ change: (inout BusClient.Counters) -> Void) { state.withLock { change(&$0.counters) } }

  /// Queues a frame.
  ///
  /// - Parameter isUrgent: whether it overtakes others and is not dropped for them.
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

  /// Makes the connection look for work.
  func wake() {
    state.withLock { state in
      if let link = state.link { Self.wake(link, &state) }
    }
  }

  // MARK: - The connection's side, on its event loop

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

  /// Refuses further frames; the connection ends when it has taken the queued ones.
  func seal() {
    state.withLock { state in
      state.link = nil
      connected.store(false, ordering: .relaxed)
    }
  }

  /// Drops what the ended connection has not taken.
  func close(_ fault: BusError?) {
    state.withLock { state in
      state.link = nil
      state.fault = fault ?? state.fault
      state.counters.dropped += state.queue.removeAll()
      connected.store(false, ordering: .relaxed)
    }
  }

  /// Takes the oldest frames until they add up to `bytes`.
  ///
  /// - Parameter looksAgain: whether the event loop looks again soon if there are none.
  func take(atLeast bytes: Int, looksAgain: Bool) -> [ByteBuffer] {
    state.withLock { state in
      let frames = state.queue.take(atLeast: bytes)
      state.attention = !frames.isEmpty ? .due : looksAgain ? .soon : .none
      state.counters.published += frames.count
      return frames
    }
  }

  /// Call under the lock: the event loop is only sure to live while the state has the link.
  private static func wake(_ link: NIOLoopBoundBox<ClientHandler>, _ state: inout State) {
    guard state.attention != .due else { return }
    state.attention = .due
    link.eventLoop.execute { link.value.drain() }
  }
}
