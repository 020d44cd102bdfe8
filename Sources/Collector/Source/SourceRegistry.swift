import Synchronization

/// How the outputs that are followed are read, for the collector's status.
final class SourceRegistry: Sendable {
  /// One output.
  struct Source: Sendable {
    var name: String
    /// Whether the engine says that the container runs.
    var isRunning = false
    /// `nil` before that is decided.
    var readPath: ReadPath?
    /// Bytes of its files that are not read yet; `nil` if unknown.
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

  /// The engine has listed its containers.
  func noteList() { state.withLock { $0.isListed = true } }

  /// An output is followed.
  func note(_ output: OutputID, name: String, isRunning: Bool, readPath: ReadPath?) {
    state.withLock { state in
      state.sources[output, default: Source(name: name)].name = name
      state.sources[output]?.isRunning = isRunning
      state.sources[output]?.readPath = readPath
    }
  }

  /// - Parameter lag: bytes of the output's files that are not read yet.
  func note(_ output: OutputID, lag: Int?) { state.withLock { $0.sources[output]?.lag = lag } }

  /// An output is read to its end, and no longer followed.
  func noteEnd(_ output: OutputID) { state.withLock { $0.sources[output]?.isRunning = false } }

  /// An output is forgotten.
  func forget(_ output: OutputID) { _ = state.withLock { $0.sources.removeValue(forKey: output) } }
}
