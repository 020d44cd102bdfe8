import Basics

/// The records of one commit that are in the record file.
package struct WrittenRecords: Sendable {
  /// Complete records, each with its LF.
  package var bytes: [UInt8]
  /// How many records there are.
  package var count: Int
  /// Whether their lines are old, as when catching up.
  package var isBehind: Bool

  /// Records that were written.
  package init(bytes: [UInt8], count: Int, isBehind: Bool = false) {
    self.bytes = bytes
    self.count = count
    self.isBehind = isBehind
  }

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
