/// How far one output has been read, and of which engine it is.
struct OutputPosition: Sendable, Hashable {
  /// The engine's own id: containers, and what is remembered of them, belong to one.
  var engine: String
  /// The container's name, for people.
  var name: String
  /// The last line; `nil` where there has been none.
  var cursor: LogCursor?
  /// Whether all that the container has ever written was read, and it did not run.
  var isFinished = false
  /// Where in the log's files the last line stands; `nil` where it was not read there.
  var place: LogFilePlace?
  /// Why lines are missing behind the last one, where that is accounted for already and no line has come since.
  var reportedGap: GapCause?
  /// Where reading begins, as long as that is to be found out.
  var beginning = Beginning.beginning
}
