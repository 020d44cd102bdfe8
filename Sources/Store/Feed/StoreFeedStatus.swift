public import Basics
public import Records
public import StatusMetrics

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

extension MetricGroup {
  /// How a store is doing; `nil` for one that could not be opened yet.
  public init(_ status: StoreFeedStatus?) {
    let isWritable = status.map { $0.fault == nil } ?? false
    let status = status ?? StoreFeedStatus()
    self.init(
      "store",
      [
        .flag("writable", isWritable, "Whether the store takes records."),
        .counter("records", status.records, "Records stored."),
        .gauge("lag_bytes", status.bytesBehind, "Bytes of the record file that are not stored yet."),
        .counter("faults", status.faults, "Times that storing failed."),
        .counter(
          "skipped_lines",
          status.invalid.addingSaturated(status.tooLong),
          "Lines of the record file that are no records or too long."
        ),
        .counter(
          "losses",
          status.losses,
          "Times that a part of the record file was gone before it was stored."
        ),
        .counter("replacements", status.replacements, "Times that a damaged store was put aside."),
        .gauge("size_bytes", status.size, "The size of the store's files."),
      ]
    )
  }
}
