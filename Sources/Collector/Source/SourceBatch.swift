import Basics
import DecoyEvents
import DockerEngine
import TraceExport

/// The unit that flows from sources to the committer: a stretch of one output, and the position behind it.
struct SourceBatch: Sendable {
  var output: OutputID
  var containerName: String
  var lines = LineBatch()
  /// The output's position after this batch; `nil` if unchanged.
  var position: OutputPosition?
  /// When its lines were read, if the engine has no time of them.
  var readAt: EngineTimestamp?
  /// What is missing before these lines.
  var gaps: [Gap] = []
  /// Other changes of the state.
  var changes: [StateChange] = []
  /// The traces of the records; `nil` without tracing.
  var spans: EventSpanBatch?

  /// Its bytes in memory and in a commit. Everything counts, because a source can make many batches without a line.
  var size: Int {
    lines.raw.count + lines.records.count + MemoryLayout<FloodGate.Change>.size * lines.gateChanges.count
      + (spans?.size ?? 0) + bookkeepingSize
  }

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

  /// Whether this batch can replace the one sent right before without losing anything.
  func replaces(_ other: Self) -> Bool { isEventTime && other.isEventTime }

  /// Whether it only carries the time of the engine's last event.
  private var isEventTime: Bool {
    guard lines.raw.isEmpty, lines.counts == LineCounts(), lines.gateChanges.isEmpty, position == nil,
      gaps.isEmpty, changes.count == 1, case .event = changes[0]
    else { return false }
    return true
  }

  mutating func add(_ gap: Gap) {
    gaps.add(gap)
    if gap.cause.isDoubt {
      lines.counts.doubts.addSaturated(gap.count)
    } else {
      lines.counts.gaps.addSaturated(gap.count)
    }
  }

  /// Calls `body` with each change of the state, in order. Not an array: a flood changes much.
  func forEachStateChange(_ body: (StateChange) -> Void) {
    if let position { body(.position(output, position)) }
    if lines.counts != LineCounts() {
      body(.counts(container: output.container, name: containerName, lines.counts))
    }
    for change in lines.gateChanges { body(.gate(change)) }
    for gap in gaps { body(.gap(gap)) }
    // Last, so that what is forgotten stays forgotten.
    for change in changes { body(change) }
  }
}

extension SourceBatch {
  /// Bytes to reserve for a byte of log: the raw line once, its record twice, and a record's overhead.
  static let growth = 4
  /// The most bytes that a batch's records may add to their lines: a quarter of the largest commit.
  private static let longestOverhead = 2 << 20
  /// The bytes that a record without labels adds to its line.
  private static let recordFrame = 512
  /// Labels up to this length are covered by ``growth``; bytes.
  private static let usualLabels = 1024

  /// The most bytes of log for one batch, so that its records fit into a commit with any messages and labels.
  ///
  /// - Parameters:
  ///   - labels: bytes of the origin in each record.
  ///   - shortest: bytes of the shortest event's message in the log.
  static func stretch(labels: Int, ofMessages shortest: Int) -> Int {
    max(shortest, longestOverhead / (recordFrame + labels) * shortest)
  }

  /// The bytes to reserve in the channel for some bytes of log.
  static func room(for bytes: Int, labels: Int, ofMessages shortest: Int) -> Int {
    growth * bytes + (labels > usualLabels ? bytes / shortest * labels : 0)
  }

  /// Divides the batch into parts of at most `limit` bytes, unless a single line or record is longer.
  ///
  /// Sources don't make larger batches; if one does, it must not block the others. The position follows the lines: a
  /// crash between two parts repeats lines and loses none.
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

  /// Complete lines of up to `limit` bytes together, or one that is longer.
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
  /// The elements in order, in arrays of at most `limit` bytes each, or of one element that is larger.
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
  /// The most bytes it takes in a commit.
  var size: Int {
    // Tags, flags, lengths and fixed numbers of any change take less than this.
    let fixed = 192
    switch self {
    case .position(let output, let position):
      return fixed + output.container.utf8.count + position.engine.utf8.count + position.name.utf8.count
        + position.continuation.columns.count + position.continuation.open.count
    case .counts(let container, let name, _): return fixed + container.utf8.count + name.utf8.count
    case .gap(let gap):
      return fixed + gap.output.container.utf8.count + gap.containerName.utf8.count
        + (gap.output.file?.utf8.count ?? 0)
    case .forget(let output), .doubt(let output, _), .resolve(let output):
      return fixed + output.container.utf8.count + (output.file?.utf8.count ?? 0)
    case .file(let key, let place): return fixed + key.name.utf8.count + place.size
    case .forgetFile(let key): return fixed + key.name.utf8.count
    case .decky(let name): return fixed + name.utf8.count
    case .ledgerEntry(_, let digest): return fixed + digest.utf8.count
    case .totals, .gate, .event, .beginning: return fixed
    }
  }
}
