public import Records

/// Events over time.
public struct Timeline: Sendable, Hashable, Codable {
  /// A part of the time.
  public struct Bucket: Sendable, Hashable, Codable {
    /// Its first moment.
    public var start: RecordTime
    /// How many events.
    public var events: Int
    /// How many different attackers whose address is known.
    public var attackers: Int
  }

  /// How many buckets there are at most.
  public static let mostBuckets = 1000

  /// How many seconds a bucket has.
  public var width: Int
  /// The buckets from the first to the last that has events, those without included.
  public var buckets: [Bucket]
}
