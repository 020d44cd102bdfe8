/// The places where a test ends the work as `kill -9` would, cuts a write, or lets it fail.
///
/// Only there where the package is built for debugging: in a release each of these calls is empty.
enum Failpoint: Sendable, Hashable, CaseIterable {
  /// A slot is complete, and nothing of it is in a file.
  case prepared
  /// The slot says that a write may be under way.
  case begun
  /// One `write(2)` has returned, and the slot does not know how far it went.
  case cut
  /// All was written, and the slot does not say so yet.
  case written
  /// The slot says that a payload is in its file.
  case done
  /// All payloads of a slot are in their files, and it does not say so yet.
  case delivered
  /// A slot is committed.
  case committed
  /// The files are synchronized, and the checkpoint is not written.
  case synchronized
  /// A checkpoint is written, and not synchronized.
  case checkpointWritten
  /// A checkpoint is complete, and the ring's space is not released.
  case checkpointed
  /// What a crash left was found, and nothing was done about it.
  case recovered

  #if DECKLOG_FAILPOINTS
    /// What is to go wrong in this task.
    @TaskLocal static var plan: FailpointPlan?
  #endif

  /// The work has come to this place.
  @inline(__always)
  static func reach(_ point: Failpoint, _ target: EvidenceTarget? = nil) throws(EvidenceError) {
    #if DECKLOG_FAILPOINTS
      try plan?.reach(point, target)
    #endif
  }

  /// The bytes that one write takes: all, but for a test that cuts it.
  @inline(__always)
  static func cut(_ bytes: UnsafeRawBufferPointer, _ target: EvidenceTarget) -> UnsafeRawBufferPointer {
    #if DECKLOG_FAILPOINTS
      if let plan { return plan.cut(bytes, target) }
    #endif
    return bytes
  }

  /// Fails a write that a test wants to fail.
  @inline(__always)
  static func fail(_ target: EvidenceTarget, _ path: String) throws(EvidenceError) {
    #if DECKLOG_FAILPOINTS
      try plan?.fail(target, path)
    #endif
  }
}
