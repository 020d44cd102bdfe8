import Collector
import Synchronization

/// Whether records were written of lines that had waited long, since somebody last looked.
final class BacklogFlag: RecordSink {
  private let isRaised = Atomic(false)

  /// Takes records.
  func offer(_ written: WrittenRecords) {
    if written.isBehind { isRaised.store(true, ordering: .relaxed) }
  }

  /// Whether it was raised; it is lowered.
  func take() -> Bool { isRaised.exchange(false, ordering: .relaxed) }
}
