/// What a stretch of one container's lines comes to.
public struct LineBatch: Sendable {
  /// For the raw log: lines, each with its LF.
  public var raw: [UInt8] = []
  /// For the record file: records, each with its LF.
  public var records: [UInt8] = []
  /// What the flood gate's decisions about the lines have changed.
  public var gateChanges: [FloodGate.Change] = []
  /// The lines' accounting.
  public var counts = LineCounts()

  /// Makes room for what lines of so many bytes usually come to, so that little is moved as the batch grows.
  public mutating func reserve(forBytes count: Int) {
    raw.reserveCapacity(raw.count + count)
    records.reserveCapacity(records.count + 2 * count)
  }

  /// Gives back memory that was reserved and is not used: what waits is counted by what it holds.
  public mutating func releaseExcess() {
    Self.releaseExcess(of: &raw)
    Self.releaseExcess(of: &records)
  }

  private static func releaseExcess(of bytes: inout [UInt8]) {
    if bytes.capacity > 2 * bytes.count + 64 { bytes = bytes.withUnsafeBytes { Array($0) } }
  }

  /// Nothing yet.
  public init() {}
}
