package import DecoyEvents
import Syslog

/// Reads the lines of a declared format, one after another, and makes their records.
///
/// ```swift
/// var reader = FormatReader(format)
/// if case .event = reader.read(line) { reader.appendRecord(of: line, in: context, to: &output) }
/// ```
///
/// Like ``EventReader`` it is a value for one task, and what it holds is good until the next ``read(_:)``. There is one
/// for each source of a container, since the columns of a CSV file are the file's.
package struct FormatReader: DeclaredReader {
  package let format: Format
  /// What the last event says, as ranges of ``withValues(_:)``'s bytes.
  package internal(set) var event = DecoyEvent()
  var values: EventValues
  let plan: FormatPlan
  private var json = JSONLeaves()
  private var matches: [Template.Match] = []
  private var record = CSVRecord()
  /// The context of lines without an engine.
  private var context = RecordContext()
  /// The columns of a CSV file; `nil` before its first line, empty if that has none of the format.
  private var columns: [Column]?
  /// The line that ``columns`` are from.
  private var columnsLine: [UInt8] = []
  /// The values of a CSV record.
  private var cells: [Range<Int>] = []
  /// The origin's decky, else the container's name; `nil` if unknown. Can change between lines.
  package var decky: String? { didSet { fixText() } }
  /// Whether the event has fields that the table doesn't declare: ports, user name or password.
  var hasAddedNames = false

  private struct Column {
    var node: Int
    var name: [UInt8]
    var hasDot: Bool
  }

  /// A reader that has read nothing.
  package init(_ format: Format) {
    self.format = format
    plan = FormatPlan(format)
    values = EventValues(slots: format.tree.paths.count, nodes: format.tree.nodes.count)
    fixText()
  }

  /// Puts what each event's text begins with: the plan's and the decky.
  private mutating func fixText() {
    let name = Array((decky ?? "-").utf8)
    values.fix(plan.text + name)
    event.decky = plan.text.count..<plan.text.count + name.count
  }

  /// The bytes that ``event`` speaks of.
  package borrowing func withValues<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    values.text.withUnsafeBytes(body)
  }

  /// Appends the record of a line without an engine, and an LF.
  ///
  /// - Parameter line: as it came; what is at its end is trimmed.
  /// - Returns: whether the line ends an event. If not, nothing is appended.
  package mutating func append(_ line: LineAssembler.Line, to output: inout [UInt8]) -> Bool {
    let trimmed = UnsafeRawBufferPointer(rebasing: line.bytes[..<LineTrimming.trimmedCount(of: line.bytes)])
    defer { releaseExcess() }
    guard case .event = read(trimmed) else { return false }
    context.isCut = line.isCut
    // Without `appendRecord`, for which the compiler copies the reader.
    if format.kind == .csv {
      record.bytes.withUnsafeBytes { Self.encode(&event, values.text, of: $0, in: &context, to: &output) }
    } else {
      Self.encode(&event, values.text, of: trimmed, in: &context, to: &output)
    }
    return true
  }

  /// Reads a line.
  ///
  /// - Parameter line: without its LF and trimmed, see ``LineTrimming``. An empty line counts only inside an open record.
  package mutating func read(_ line: UnsafeRawBufferPointer) -> DeclaredReading {
    guard !line.isEmpty || record.isOpen else { return .unparsed }
    switch format.kind {
    case .json:
      values.begin(line)
      guard json.read(line, plan, into: &values) else { return .unparsed }
      if let slot = format.templateSlot, values.slots[slot] >= 0 {
        _ = matchTemplates(values.leaves[values.slots[slot]].value)
      }
    case .text:
      values.begin(line)
      guard SyslogHeader(parsing: line) == nil, matchTemplates(values.line) else {
        return .unparsed
      }
    case .csv:
      if let reading = readCSV(line) { return reading }
    }
    guard meetsConditions() else { return .unparsed }
    makeEvent()
    return .event
  }

  /// Frees the excess memory of a hostile line.
  package mutating func releaseExcess() {
    values.releaseExcess()
    json.releaseExcess()
    if event.fields.capacity > 4 * EventValues.mostLeaves { event.fields = [] }
  }

  package mutating func finish() { record.removeAll() }

  /// Appends the record of ``event``, and an LF.
  ///
  /// - Parameter line: what was read last; a CSV record has all its lines.
  package borrowing func appendRecord(
    of line: UnsafeRawBufferPointer,
    in context: borrowing RecordContext,
    to output: inout [UInt8]
  ) {
    withUnsafePointer(to: event) { event in
      withUnsafePointer(to: context) { context in
        if format.kind == .csv {
          record.bytes.withUnsafeBytes { Self.encode(event, values.text, of: $0, in: context, to: &output) }
        } else {
          Self.encode(event, values.text, of: line, in: context, to: &output)
        }
      }
    }
  }

  /// - Parameter event: a pointer, as `context` is, because the closure would capture copies.
  private static func encode(
    _ event: UnsafePointer<DecoyEvent>,
    _ text: [UInt8],
    of line: UnsafeRawBufferPointer,
    in context: UnsafePointer<RecordContext>,
    to output: inout [UInt8]
  ) {
    text.withUnsafeBytes {
      RecordEncoder.encode(event.pointee, in: $0, of: line, in: context.pointee, into: &output)
    }
  }

  // MARK: CSV

  /// The longest line of columns.
  private static let longestColumns = 8192

  package var continuation: LineContinuation {
    LineContinuation(columns: columnsLine, open: record.continuation)
  }

  package mutating func resume(_ continuation: LineContinuation) {
    guard format.kind == .csv else { return }
    record.removeAll()
    columns = nil
    columnsLine = []
    guard !continuation.columns.isEmpty else { return }
    _ = continuation.columns.withUnsafeBytes { takeColumns($0) }
    record.resume(continuation.open)
  }

  /// - Returns: `nil` if a record is complete and its values are taken.
  private mutating func readCSV(_ line: UnsafeRawBufferPointer) -> DeclaredReading? {
    if !record.isOpen { record.removeAll() }
    guard let columns else { return takeColumns(line) ? .columns : .unparsed }
    // Without columns there are no records, and so none that goes on.
    guard !columns.isEmpty else { return .unparsed }
    // A honeypot that restarts may append the line of columns again.
    if !record.isOpen, line.elementsEqual(columnsLine) { return .columns }
    switch record.append(line) {
    case .open: return .continued
    case .overlong: return .unparsed
    case .complete: break
    }
    guard record.lines > 1 || SyslogHeader(parsing: line) == nil, takeCells() else {
      return .unparsed
    }
    return nil
  }

  /// - Returns: whether they are the format's.
  private mutating func takeColumns(_ line: UnsafeRawBufferPointer) -> Bool {
    var names: [UInt8] = []
    var ranges: [Range<Int>] = []
    columns = []
    // What stands for any line that names no columns.
    columnsLine = [UInt8(ascii: ",")]
    guard line.count <= Self.longestColumns else { return false }
    let mark = line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    CSVRecord.split(UnsafeRawBufferPointer(rebasing: line[mark...]), into: &names) { ranges.append($0) }
    let found = ranges.map { range in
      let node = names[range].withUnsafeBytes { plan.children.value(of: $0, below: PathTree.root) }
      return Column(node: node, name: Array(names[range]), hasDot: names[range].contains(ASCII.dot))
    }
    let nodes = Set(found.map(\.node))
    guard Set(found.map(\.name)).count == found.count, found.count <= EventValues.mostLeaves,
      plan.conditions.allSatisfy({ nodes.contains($0.node) })
    else { return false }
    columns = found
    columnsLine = Array(line)
    return true
  }

  /// - Returns: whether the record has as many values as there are columns.
  private mutating func takeCells() -> Bool {
    guard let columns else { return false }
    record.bytes.withUnsafeBytes { record in
      values.begin(UnsafeRawBufferPointer(rebasing: record[..<0]))
      cells.removeAll(keepingCapacity: true)
      _ = values.decode { text in
        CSVRecord.split(record, into: &text) { if cells.count <= columns.count { cells.append($0) } }
        return true
      }
    }
    guard cells.count == columns.count else { return false }
    for (column, cell) in zip(columns, cells) {
      values.note(column.node)
      let slot = column.node >= 0 ? plan.nodes[column.node].slot : -1
      if column.hasDot { values.hasDottedKey = true }
      if slot >= 0 {
        values.add(cell, slot: slot)
      } else {
        values.add(cell, named: values.append(column.name))
      }
    }
    return true
  }

  // MARK: Templates

  /// Matches a part of the values' text.
  private mutating func matchTemplates(_ range: Range<Int>) -> Bool {
    for template in format.templates {
      let fits = values.text.withUnsafeBytes {
        template.match(UnsafeRawBufferPointer(rebasing: $0[range]), into: &matches)
      }
      guard fits else { continue }
      if let event = template.event { add(event.value, at: event.node, named: event.name) }
      for match in matches {
        let start = range.lowerBound + match.value.lowerBound
        let value = start..<start + min(match.value.count, EventValues.longestValue)
        if value.count < match.value.count { values.isTruncated = true }
        add(match.isQuoted ? values.appendUnquoted(value) : value, at: match.node, named: match.name)
      }
      return true
    }
    return false
  }

  private mutating func add(_ value: Range<Int>, at node: Int, named name: Range<Int>) {
    values.note(node)
    let slot = plan.nodes[node].slot
    if slot >= 0 { values.add(value, slot: slot) } else { values.add(value, named: name) }
  }
}
