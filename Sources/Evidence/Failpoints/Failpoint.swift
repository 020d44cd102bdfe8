/// Places where a test ends the work as `kill -9` would, cuts a write, or makes it fail.
///
/// Only in debug and test builds: in a release each of these calls is empty.
enum Failpoint: Sendable, Hashable, CaseIterable {
  /// A slot is complete; nothing of it is in a file.
  case prepared
  /// The slot records that a write may be under way.
  case begun
  /// One `write(2)` has returned; the slot doesn't know how much it wrote.
  case cut
  /// Everything was written; the slot doesn't record it yet.
  case written
  /// The slot records that a payload is in its file.
  case done
  /// All payloads of a slot are in their files; it doesn't record that yet.
  case delivered
  case committed
  /// The files are synchronized; the checkpoint isn't written.
  case synchronized
  /// A checkpoint is written, but not synchronized.
  case checkpointWritten
  /// A checkpoint is complete; the ring's space isn't released.
  case checkpointed
  /// What a crash left was found; nothing was done about it.
  case recovered

  #if DECKLOG_FAILPOINTS
    /// What goes wrong in this task.
    @TaskLocal static var plan: FailpointPlan?
  #endif

  @inline(__always)
  static func reach(_ point: Failpoint, _ target: EvidenceTarget? = nil) throws(EvidenceError) {
    #if DECKLOG_FAILPOINTS
      try plan?.reach(point, target)
    #endif
  }

  /// The bytes that one write takes: all, unless a test cuts it.
  @inline(__always)
  static func cut(_ bytes: UnsafeRawBufferPointer, _ target: EvidenceTarget) -> UnsafeRawBufferPointer {
    #if DECKLOG_FAILPOINTS
      if let plan { return plan.cut(bytes, target) }
    #endif
    return bytes
  }

  /// Fails if a test wants the write to.
  @inline(__always)
  static func fail(_ target: EvidenceTarget, _ path: String) throws(EvidenceError) {
    #if DECKLOG_FAILPOINTS
      try plan?.fail(target, path)
    #endif
  }
}
