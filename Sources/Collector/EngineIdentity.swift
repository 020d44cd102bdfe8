import Synchronization

/// The engine's id, as far as it tells one engine from another.
///
/// Podman makes a new one for each answer: an id is believed when the engine gives it twice in a row.
final class EngineIdentity: Sendable {
  private struct State {
    var id: String?
    var isUnstable = false
    var isSilent = false
  }

  private let state = Mutex(State())

  /// Whether asking has no sense any more: the last time it took too long.
  var isSilent: Bool {
    get { state.withLock { $0.isSilent } }
    set { state.withLock { $0.isSilent = newValue } }
  }

  /// Whether the engine has to be asked once more before this id is believed.
  func isNew(_ id: String) -> Bool { state.withLock { !$0.isUnstable && $0.id != id } }

  /// An engine that was asked twice gave these.
  func note(_ first: String, _ second: String) {
    state.withLock { state in
      if first == second { state.id = first } else { state.isUnstable = true }
    }
  }

  /// The id; empty where it says nothing.
  var id: String { state.withLock { $0.isUnstable ? "" : $0.id ?? "" } }
}
