import DecoyEvents

/// How far one output has been read, and on which engine.
struct OutputPosition: Sendable, Hashable {
  /// The engine's id: containers, and their positions, belong to one engine.
  var engine: String
  /// The container's name, for people.
  var name: String
  /// The last line, if there was one.
  var cursor: LogCursor?
  /// Whether all output was read while the container did not run.
  var isFinished = false
  /// Where the last line is in the log's files, if it was read there.
  var place: LogFilePlace?
  /// Why lines are missing after the last one, once that is recorded and until the next line.
  var reportedGap: GapCause?
  /// What a declared format's reader needs to go on behind the last line.
  var continuation = LineContinuation()
  /// Where reading begins, until it has.
  var beginning = Beginning.beginning
}

/// Where to begin with containers without a known position.
package enum Beginning: String, Sendable, CaseIterable {
  /// At the beginning of the log.
  case beginning
  /// At the current end of the log; later containers at the beginning.
  case now
  /// After what another collector wrote to the raw log; later containers at the beginning.
  case existing
}
