public import Records

/// How a store is kept up to date.
public struct StoreFeedStatus: Sendable, Hashable {
  /// How many records were stored since the start.
  public var records = 0
  /// How many lines were no records.
  public var invalid = 0
  /// How many lines were too long.
  public var tooLong = 0
  /// How often something could not be found any more.
  public var losses = 0
  /// How many bytes of the record file are not stored yet.
  public var bytesBehind = 0
  /// How often storing failed.
  public var faults = 0
  /// What is wrong now; `nil` where nothing is.
  public var fault: String?
  /// How often a damaged store was put aside.
  public var replacements = 0
  /// When something was stored last; `nil` where nothing was yet.
  public var lastStored: RecordTime?
  /// The bytes of the database and its log of changes.
  public var size = 0

  /// Nothing has happened.
  public init() {}
}
