public import Records

/// What was brought into a store in one transaction.
public struct IngestResult: Sendable, Hashable {
  /// Records.
  public var records = 0
  /// Lines that are no records; they are not stored.
  public var invalid = 0
  /// Lines that are too long to be read.
  public var tooLong = 0
  /// Lines that a writer had written again.
  public var repeated = 0
  /// What could not be found any more.
  public var losses: [RecordFileLoss] = []
  /// The bytes of the lines.
  public var bytes = 0
  /// Whether there was nothing more to read.
  public var isAtEnd = false

  /// Nothing.
  public init() {}
}
