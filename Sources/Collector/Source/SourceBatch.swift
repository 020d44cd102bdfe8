import Basics
import DecoyEvents
import TraceExport

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

  /// How much memory it holds, and room in a commit it takes, in bytes: all of it, since a source can make very many
  /// batches without a line.
  var size: Int {
    lines.raw.count + lines.records.count + MemoryLayout<FloodGate.Change>.size * lines.gateChanges.count
      + (spans?.size ?? 0) + bookkeepingSize
  }

  /// What position, counts, gaps and other changes take.
  private var bookkeepingSize: Int {
    var size = 0
    if let position { size += StateChange.position(output, position).size }
    if lines.counts != LineCounts(), position != nil || !gaps.isEmpty {
      size += StateChange.counts(container: output.container, name: containerName, lines.counts).size
    }
    for gap in gaps { size += StateChange.gap(gap).size }
    for change in changes { size += change.size }
    return size
  }

  /// Whether nothing is lost of another batch, sent right before, if this one stands in its place.
  func replaces(_ other: Self) -> Bool { isEventTime && other.isEventTime }

  /// Whether all it tells is when the engine's last event was.
  private var isEventTime: Bool {
    guard lines.raw.isEmpty, lines.counts == LineCounts(), lines.gateChanges.isEmpty, position == nil,
      gaps.isEmpty, changes.count == 1, case .event = changes[0]
    else { return false }
    return true
  }

  /// Adds a gap or a doubt, and counts it.
  mutating func add(_ gap: Gap) {
    gaps.add(gap)
    if gap.cause.isDoubt {
      lines.counts.doubts.addSaturated(gap.count)
    } else {
      lines.counts.gaps.addSaturated(gap.count)
    }
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

extension SourceBatch {
  /// The batch in parts, none of which takes more than `limit` bytes as long as no line and no record does.
  ///
  /// Sources make no batch that is too large; this keeps one that is so all the same from stopping all others. The
  /// position goes with the last of the lines: a crash between two parts repeats lines and loses none.
  func divided(limit: Int) -> [SourceBatch] {
    guard size > limit else { return [self] }
    var parts: [SourceBatch] = []
    func add(_ body: (inout SourceBatch) -> Void) {
      var part = SourceBatch(output: output, containerName: containerName)
      body(&part)
      parts.append(part)
    }
    for piece in Self.pieces(of: lines.raw, limit: limit) { add { $0.lines.raw = piece } }
    for piece in Self.pieces(of: lines.records, limit: limit) { add { $0.lines.records = piece } }
    let keys = max(1, limit / MemoryLayout<FloodGate.Change>.size)
    for start in stride(from: 0, to: lines.gateChanges.count, by: keys) {
      add { $0.lines.gateChanges = Array(lines.gateChanges[start...].prefix(keys)) }
    }
    add {
      $0.lines.counts = lines.counts
      $0.position = position
    }
    for piece in gaps.divided(limit: limit, size: { StateChange.gap($0).size }) { add { $0.gaps = piece } }
    for piece in changes.divided(limit: limit, size: \.size) { add { $0.changes = piece } }
    return parts
  }

  /// Whole lines of up to `limit` bytes together, or one that is longer.
  private static func pieces(of bytes: [UInt8], limit: Int) -> [[UInt8]] {
    guard !bytes.isEmpty else { return [] }
    var pieces: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      var end = min(bytes.count, start + limit)
      if end < bytes.count {
        let last = bytes[start..<end].lastIndex(of: UInt8(ascii: "\n"))
        let next = last ?? bytes[end...].firstIndex(of: UInt8(ascii: "\n"))
        end = next.map { $0 + 1 } ?? bytes.count
      }
      pieces.append(Array(bytes[start..<end]))
      start = end
    }
    return pieces
  }
}

extension Array {
  /// The elements in their order, in arrays of at most `limit` bytes each, or of one element that is larger.
  fileprivate func divided(limit: Int, size: (Element) -> Int) -> [[Element]] {
    var parts: [[Element]] = []
    var length = 0
    for element in self {
      length += size(element)
      if parts.isEmpty || length > limit {
        parts.append([])
        length = size(element)
      }
      parts[parts.count - 1].append(element)
    }
    return parts
  }
}

extension StateChange {
  /// How many bytes it takes, at most, in a commit.
  var size: Int {
    // Tags, flags, lengths and fixed numbers of any change take less than this together.
    let fixed = 192
    switch self {
    case .position(let output, let position):
      return fixed + output.container.utf8.count + position.engine.utf8.count + position.name.utf8.count
    case .counts(let container, let name, _): return fixed + container.utf8.count + name.utf8.count
    case .gap(let gap): return fixed + gap.output.container.utf8.count + gap.containerName.utf8.count
    case .forget(let output), .doubt(let output, _), .resolve(let output):
      return fixed + output.container.utf8.count
    case .decky(let name): return fixed + name.utf8.count
    case .ledgerEntry(_, let digest): return fixed + digest.utf8.count
    case .totals, .gate, .event, .beginning: return fixed
    }
  }
}
