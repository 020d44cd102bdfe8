/// What is known at the start of the time before.
public struct RecoveredState: Sendable {
  /// The state of the last checkpoint; empty before the first.
  public var state: [UInt8] = []
  /// The changes of the commits since then, in their order.
  public var changes: [[UInt8]] = []
  /// Where a state was put that could not be used.
  public var putAside: String?
  /// Whether the system has stopped since, or a volume has lost its cache, so that what was not synchronized may be gone.
  public var isAfterPowerCut = false

  init(_ checkpoint: Checkpoint, putAside: String?) {
    state = checkpoint.state
    self.putAside = putAside
    isAfterPowerCut = checkpoint.bootID != BootID.current
  }
}
