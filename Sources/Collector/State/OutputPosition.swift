/// How far one output has been read, and on which engine.
struct OutputPosition: Sendable, Hashable {
  /// The engine's id: containers, and their positions, belong to one engine.
  var engine: String
  /// The container's name, for people.
  var name: String
  /// The last line, if there was one.
  var cursor: LogCursor?
  /// Whether all output of the container was read, and it did not run.
  var isFinished = false
  /// Where the last line is in the log's files, if it was read there.
  var place: LogFilePlace?
  /// Why lines are missing after the last one, if that is accounted for and no line has come since.
  var reportedGap: GapCause?
  /// Where reading begins, until that is settled.
  var beginning = Beginning.beginning
}

/// Where to begin with containers without a known position.
package enum Beginning: String, Sendable, CaseIterable {
  /// At the beginning of their logs.
  case beginning
  /// At the current end of their logs; later containers at their beginning.
  case now
  /// After what another collector has written of them to the raw log; later containers at their beginning.
  case existing
}
