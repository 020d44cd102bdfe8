internal import Basics
package import Records
package import StatusMetrics

/// How a store keeps up with its record file.
package struct StoreFeedStatus: Sendable, Hashable {
  /// Records stored since the start.
  package var records = 0
  /// Lines that are not records.
  package var invalid = 0
  /// Lines that are too long to be read.
  package var tooLong = 0
  /// How often a part of the file could no longer be found.
  package var losses = 0
  /// Bytes of the record file that are not stored yet.
  package var bytesBehind = 0
  /// How often storing failed.
  package var faults = 0
  /// Why storing fails now; `nil` if it works.
  package var fault: String?
  /// How often a damaged store was replaced.
  package var replacements = 0
  /// When records were last stored; `nil` before the first.
  package var lastStored: RecordTime?
  /// The size of the database files in bytes.
  package var size = 0

  package init() {}
}

extension MetricGroup {
  /// The metrics of a store; `nil` if it could not be opened yet.
  package init(_ status: StoreFeedStatus?) {
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
          "Lines of the record file that are not records, or too long."
        ),
        .counter(
          "losses",
          status.losses,
          "Times that a part of the record file was gone before it was stored."
        ),
        .counter(
          "replacements",
          status.replacements,
          "Times that a damaged store was set aside and rebuilt."
        ),
        .gauge("size_bytes", status.size, "The size of the store's files."),
      ]
    )
  }
}
