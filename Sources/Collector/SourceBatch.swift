import DecoyEvents
import Telemetry

/// The unit that flows from sources to the committer: what a stretch of one output comes to, and how far it goes.
struct SourceBatch: Sendable {
  /// Where it comes from.
  var output: OutputID
  /// The container's name, for people.
  var containerName: String
  /// What goes to the files, and its accounting.
  var lines = LineBatch()
  /// How far the output has been read when this batch is committed; `nil` changes nothing of that.
  var position: OutputPosition?
  /// What is missing before these lines.
  var gaps: [Gap] = []
  /// What else is remembered from now on.
  var changes: [StateChange] = []
  /// The traces of the records; `nil` where nobody wants them.
  var spans: EventSpanBatch?

  /// How much memory it holds, in bytes.
  var size: Int {
    lines.raw.count + lines.records.count + MemoryLayout<FloodGate.Change>.size * lines.gateChanges.count
      + (spans?.size ?? 0)
  }

  /// Hands on what the batch changes in what is remembered, in its order; no array, since a flood changes much.
  func forEachStateChange(_ body: (StateChange) -> Void) {
    if let position { body(.position(output, position)) }
    if lines.counts != LineCounts() {
      body(.counts(container: output.container, name: containerName, lines.counts))
    }
    for change in lines.gateChanges { body(.gate(change)) }
    for gap in gaps { body(.gap(gap)) }
    // Last, so that what is forgotten stays so.
    for change in changes { body(change) }
  }
}
