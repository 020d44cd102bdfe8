import Synchronization

/// How the followed outputs are read, for the collector's status.
final class SourceRegistry: Sendable {
  struct Source: Sendable {
    var name: String
    var isRunning = false
    /// `nil` until it is chosen.
    var readPath: ReadPath?
    /// Unread bytes of its files; `nil` if unknown.
    var lag: Int?
  }

  private struct State {
    var sources: [OutputID: Source] = [:]
    var isListed = false
  }

  private let state = Mutex(State())

  var sources: [OutputID: Source] { state.withLock { $0.sources } }

  /// Whether the engine has listed its containers since the start.
  var isListed: Bool { state.withLock { $0.isListed } }

  func noteList() { state.withLock { $0.isListed = true } }

  func note(_ output: OutputID, name: String, isRunning: Bool, readPath: ReadPath?) {
    state.withLock { state in
      state.sources[output, default: Source(name: name)].name = name
      state.sources[output]?.isRunning = isRunning
      state.sources[output]?.readPath = readPath
    }
  }

  func note(_ output: OutputID, lag: Int?) { state.withLock { $0.sources[output]?.lag = lag } }

  /// Notes that an output was read to its end.
  func noteEnd(_ output: OutputID) { state.withLock { $0.sources[output]?.isRunning = false } }

  func forget(_ output: OutputID) { _ = state.withLock { $0.sources.removeValue(forKey: output) } }
}
