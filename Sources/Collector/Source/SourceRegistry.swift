import Synchronization

/// How the outputs are read that are followed now, for whoever wants to know how the collector is doing.
final class SourceRegistry: Sendable {
  /// One output.
  struct Source: Sendable {
    /// The container's name, as the engine says.
    var name: String
    /// Whether the engine says that the container runs.
    var isRunning = false
    /// How its log is read; `nil` before that is known.
    var readPath: ReadPath?
    /// Bytes of its files that are not read yet; `nil` where that is not known.
    var lag: Int?
  }

  private struct State {
    var sources: [OutputID: Source] = [:]
    var isListed = false
  }

  private let state = Mutex(State())

  /// The outputs that are followed.
  var sources: [OutputID: Source] { state.withLock { $0.sources } }

  /// Whether the engine has told of all its containers since the start.
  var isListed: Bool { state.withLock { $0.isListed } }

  /// The engine has told of all its containers.
  func noteList() { state.withLock { $0.isListed = true } }

  /// An output is followed.
  func note(_ output: OutputID, name: String, isRunning: Bool, readPath: ReadPath?) {
    state.withLock { state in
      state.sources[output, default: Source(name: name)].name = name
      state.sources[output]?.isRunning = isRunning
      state.sources[output]?.readPath = readPath
    }
  }

  /// So many bytes of an output's files are not read yet.
  func note(_ output: OutputID, lag: Int?) { state.withLock { $0.sources[output]?.lag = lag } }

  /// An output is read to its end, and no longer followed.
  func noteEnd(_ output: OutputID) { state.withLock { $0.sources[output]?.isRunning = false } }

  /// An output is forgotten.
  func forget(_ output: OutputID) { _ = state.withLock { $0.sources.removeValue(forKey: output) } }
}
