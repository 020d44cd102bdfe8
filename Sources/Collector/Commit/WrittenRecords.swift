import Basics

/// The records of one commit that are in the record file.
package struct WrittenRecords: Sendable {
  /// Complete records, each with its LF.
  package var bytes: [UInt8]
  package var count: Int
  /// Whether their lines are old, as when catching up.
  package var isBehind = false

  /// Calls `body` with each record, without its LF.
  package func forEach(_ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { bytes in
      for line in LineWalk(bytes) { body(UnsafeRawBufferPointer(rebasing: line)) }
    }
  }
}

/// Written records on their way to a sink.
package typealias RecordQueue = BoundedQueue<WrittenRecords>

extension RecordQueue {
  /// Enqueues the records of a commit, or drops them.
  package func offer(_ written: WrittenRecords) {
    offer(written, size: written.bytes.count, weight: written.count)
  }
}
