import Synchronization

/// The engine's id, as far as it tells one engine from another.
///
/// Podman makes a new one for each answer: an id is believed when the engine gives it twice in a row.
final class EngineIdentity: Sendable {
  private struct State {
    var id: String?
    var isUnstable = false
    var silentUntil: ContinuousClock.Instant?
  }

  private let state = Mutex(State())

  /// How long an engine isn't asked again that took too long to answer.
  private static let silence = Duration.seconds(600)

  /// Whether asking has no sense for now.
  var isSilent: Bool {
    get { state.withLock { $0.silentUntil.map { ContinuousClock.now < $0 } ?? false } }
    set { state.withLock { $0.silentUntil = newValue ? ContinuousClock.now + Self.silence : nil } }
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
