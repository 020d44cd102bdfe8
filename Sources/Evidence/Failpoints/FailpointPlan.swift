#if DECKLOG_FAILPOINTS
  import Glibc
  import Synchronization

  /// What goes wrong in a test: after a kill nothing more is written, as if the process were gone.
  final class FailpointPlan: Sendable {
    struct Kill: Sendable, Hashable {
      var point: Failpoint
      /// Only at this file; `nil` for any.
      var target: EvidenceTarget?
      /// How often the place is passed before.
      var passes = 0
      /// At a cut: how many bytes the last write takes; a negative number is left out at the end.
      var length: Int?
    }

    private struct State {
      var kill: Kill?
      var passes: Int
      var failures: Int
      var isDead = false
    }

    private let state: Mutex<State>
    private let onReach: (@Sendable (Failpoint, EvidenceTarget?) -> Void)?

    /// - Parameters:
    ///   - passes: how many writes succeed before any fails.
    ///   - failures: how many writes then fail with EIO.
    ///   - onReach: receives each place that is passed.
    init(
      kill: Kill? = nil,
      passes: Int = 0,
      failures: Int = 0,
      onReach: (@Sendable (Failpoint, EvidenceTarget?) -> Void)? = nil
    ) {
      state = Mutex(State(kill: kill, passes: passes, failures: failures))
      self.onReach = onReach
    }

    var isDead: Bool { state.withLock { $0.isDead } }

    func reach(_ point: Failpoint, _ target: EvidenceTarget?) throws(EvidenceError) {
      onReach?(point, target)
      let isDead = state.withLock { state in
        if let kill = state.kill, kill.point == point, kill.target == nil || kill.target == target {
          if kill.passes == 0 { state.isDead = true }
          state.kill?.passes -= 1
        }
        return state.isDead
      }
      if isDead { throw EvidenceError("go on with", "a process that is killed", code: EINTR) }
    }

    func cut(_ bytes: UnsafeRawBufferPointer, _ target: EvidenceTarget) -> UnsafeRawBufferPointer {
      let kill = state.withLock { $0.kill }
      guard let kill, kill.point == .cut, kill.target == nil || kill.target == target, kill.passes == 0,
        let length = kill.length
      else { return bytes }
      let kept = length < 0 ? bytes.count + length : min(length, bytes.count)
      return UnsafeRawBufferPointer(rebasing: bytes[..<max(1, kept)])
    }

    func fail(_ target: EvidenceTarget, _ path: String) throws(EvidenceError) {
      let (isDead, fails) = state.withLock { state in
        let fails = state.passes == 0 && state.failures > 0
        if state.passes > 0 { state.passes -= 1 } else if fails { state.failures -= 1 }
        return (state.isDead, fails)
      }
      if isDead { throw EvidenceError("write", path, code: EINTR) }
      if fails { throw EvidenceError("write", path, code: EIO) }
    }
  }
#endif
