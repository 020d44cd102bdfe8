/// Events over time, in buckets of the same width without gaps between them.
public struct Timeline: Sendable, Codable, Hashable {
  /// Where the first bucket begins; nanoseconds since 1970.
  public var start: Int64
  /// How long each bucket is; nanoseconds.
  public var width: Int64
  /// How many events there are in each; some 60 to 120 buckets are shown well.
  public var counts: [Int]

  /// A timeline.
  public init(start: Int64, width: Int64, counts: [Int]) {
    self.start = start
    self.width = width
    self.counts = counts
  }
}
