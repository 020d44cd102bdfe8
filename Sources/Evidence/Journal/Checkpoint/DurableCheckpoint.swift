/// A checkpoint on its way to the disk, beside the commits that go on.
public final class DurableCheckpoint: Sendable {
  private let checkpoint: Checkpoint
  private let files: FileDuplicates
  private let store: CheckpointStore

  init(checkpoint: Checkpoint, files: consuming FileDuplicates, store: CheckpointStore) {
    self.checkpoint = checkpoint
    self.files = files
    self.store = store
  }

  /// Synchronizes the files, and then writes the checkpoint.
  ///
  /// - Throws: ``EvidenceError``: then the one before it is still the last that is durable.
  public func write() throws(EvidenceError) {
    try files.synchronize()
    try Failpoint.reach(.synchronized)
    try store.write(checkpoint, to: .durable, synchronizes: true)
  }
}
