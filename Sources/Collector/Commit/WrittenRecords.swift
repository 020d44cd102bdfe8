internal import Basics

/// The records of one commit, which are in the file.
public struct WrittenRecords: Sendable {
  /// Whole records, each with its LF.
  public var bytes: [UInt8]
  /// How many they are.
  public var count: Int
  /// Whether they are of lines that have waited long to be read, as in a catch-up.
  public var isBehind: Bool

  /// Records that were written.
  public init(bytes: [UInt8], count: Int, isBehind: Bool = false) {
    self.bytes = bytes
    self.count = count
    self.isBehind = isBehind
  }

  /// The records one by one, without their LFs.
  public func forEach(_ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { bytes in
      for line in LineWalk(bytes) { body(UnsafeRawBufferPointer(rebasing: line)) }
    }
  }
}
