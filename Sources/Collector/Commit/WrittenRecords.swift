internal import Basics

/// The records of one commit that are in the record file.
public struct WrittenRecords: Sendable {
  /// Complete records, each with its LF.
  public var bytes: [UInt8]
  /// How many records there are.
  public var count: Int
  /// Whether their lines are old, as when catching up.
  public var isBehind: Bool

  /// Records that were written.
  public init(bytes: [UInt8], count: Int, isBehind: Bool = false) {
    self.bytes = bytes
    self.count = count
    self.isBehind = isBehind
  }

  /// Calls `body` with each record, without its LF.
  public func forEach(_ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { bytes in
      for line in LineWalk(bytes) { body(UnsafeRawBufferPointer(rebasing: line)) }
    }
  }
}

/// Written records on their way to a sink.
public typealias RecordQueue = BoundedQueue<WrittenRecords>

extension RecordQueue {
  /// Enqueues the records of a commit, or drops them.
  public func offer(_ written: WrittenRecords) {
    offer(written, size: written.bytes.count, weight: written.count)
  }
}
