import Synchronization

/// Sessions that wait until their transcripts have been looked for.
final class SearchQueue: Sendable {
  private struct State {
    var count = 0
    var bytes = 0
  }

  /// The most sessions that wait.
  static let countLimit = 256
  /// The most bytes of their payloads.
  static let byteLimit = 8 << 20

  private let state = Mutex(State())
  private let sessions: AsyncStream<SessionPayload>
  private let continuation: AsyncStream<SessionPayload>.Continuation

  init() {
    // Bounded by what is offered.
    (sessions, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
  }

  /// Takes a session.
  ///
  /// - Returns: whether there was room.
  func offer(_ session: SessionPayload) -> Bool {
    let fits = state.withLock { state in
      guard state.count < Self.countLimit, state.count == 0 || state.bytes + session.size <= Self.byteLimit
      else { return false }
      state.count += 1
      state.bytes += session.size
      return true
    }
    if fits { continuation.yield(session) }
    return fits
  }

  /// No more will be offered: ``forEach(_:)`` ends behind those that wait.
  func finish() { continuation.finish() }

  /// Hands on what waits, until the queue has finished or the task is cancelled. For one reader.
  func forEach(_ body: (SessionPayload) async -> Void) async {
    for await session in sessions {
      await body(session)
      state.withLock { state in
        state.count -= 1
        state.bytes -= session.size
      }
    }
  }
}
