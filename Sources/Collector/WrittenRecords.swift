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
      var rest = bytes
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        body(UnsafeRawBufferPointer(rebasing: rest[..<end]))
        rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
      }
    }
  }
}
