package import DecoyEvents
import Syslog

/// Reads the lines of a declared format, one after another, and makes their records.
///
/// ```swift
/// var reader = FormatReader(format, decky: "omega-decky")
/// if case .event = reader.read(line) { reader.appendRecord(of: line, in: context, to: &output) }
/// ```
///
/// Like ``EventReader`` it is a value for one task, and what it holds is good until the next ``read(_:)``. There is one
/// for each source of a container, since the columns of a CSV file are the file's.
package struct FormatReader: Sendable {
  /// What a line is. The numbers count the lines that a record of several lines has, this one included.
  package enum Reading: Sendable, Hashable {
    /// It ends an event, of which ``event`` speaks.
    case event(lines: Int)
    /// It, or the record that it ends, is none of the format.
    case unparsed(lines: Int)
    /// It is part of a CSV record that goes on.
    case continued
    /// It names the columns of a CSV file.
    case columns
  }

  package let format: Format
  /// What the last event says, as ranges of ``withValues(_:)``'s bytes.
  package internal(set) var event = DecoyEvent()
  var values: EventValues
  private var json = JSONLeaves()
  private var matches: [Template.Match] = []
  private var record = CSVRecord()
  /// The columns of a CSV file; `nil` before its first line, empty if that has none of the format.
  private var columns: [Column]?
  /// The origin's decky, else the container's name; `nil` if nobody knows. It may change between lines.
  package var decky: String? { didSet { fixText() } }
  /// Names of fields, if two could be the same.
  var names: Set<[UInt8]> = []

  private struct Column {
    var node: Int
    var name: [UInt8]
  }

  /// A reader that has read nothing.
  ///
  /// - Parameter decky: the origin's decky, else the container's name; `nil` if nobody knows.
  package init(_ format: Format, decky: String?) {
    self.format = format
    values = EventValues(slots: format.tree.paths.count, nodes: format.tree.nodes.count)
    self.decky = decky
    fixText()
  }

  /// Puts what each event's text begins with: the format's constants and the decky.
  private mutating func fixText() {
    let constants = format.constants.bytes
    let name = decky.map { Array($0.utf8) } ?? Array("-".utf8)
    values.fix(constants + name)
    event.decky = constants.count..<constants.count + name.count
  }

  /// The columns' line of a CSV file that is read on in its middle; see ``Reading/columns``.
  package mutating func resume(columns line: UnsafeRawBufferPointer) { _ = takeColumns(line) }

  /// The bytes that ``event`` speaks of.
  package borrowing func withValues<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    values.text.withUnsafeBytes(body)
  }

  /// Appends the record of a line that comes from nowhere, and an LF.
  ///
  /// - Parameter line: as it came; what is at its end is trimmed.
  /// - Returns: whether the line ends an event. If not, nothing is appended.
  package mutating func append(_ line: LineAssembler.Line, to output: inout [UInt8]) -> Bool {
    let trimmed = UnsafeRawBufferPointer(rebasing: line.bytes[..<LineTrimming.trimmedCount(of: line.bytes)])
    guard !trimmed.isEmpty || record.isOpen, case .event = read(trimmed) else { return false }
    appendRecord(of: trimmed, in: RecordContext(isCut: line.isCut), to: &output)
    return true
  }

  /// Reads a line.
  ///
  /// - Parameter line: without its LF and trimmed, see ``LineTrimming``. Empty lines are no lines, but within a CSV record.
  package mutating func read(_ line: UnsafeRawBufferPointer) -> Reading {
    values.releaseExcess()
    json.releaseExcess()
    values.reset()
    switch format.kind {
    case .json:
      guard json.read(line, format.tree, into: &values) else { return .unparsed(lines: 1) }
      if let slot = format.templateSlot, values.slots[slot] >= 0 {
        matchTemplates(values.leaves[values.slots[slot]].value)
      }
    case .text:
      guard SyslogHeader(parsing: line) == nil, matchTemplates(line) else { return .unparsed(lines: 1) }
    case .csv:
      if let reading = readCSV(line) { return reading }
    }
    let lines = max(1, record.lines)
    guard meetsConditions() else { return .unparsed(lines: lines) }
    makeEvent()
    return .event(lines: lines)
  }

  /// Ends the input.
  ///
  /// - Returns: how many lines belong to a record that has no end.
  package mutating func finish() -> Int {
    defer { record.removeAll() }
    return record.lines > 0 && record.isOpen ? record.lines : 0
  }

  /// Appends the record of ``event``, and an LF.
  ///
  /// - Parameter line: what was read last; a CSV record has all its lines.
  package borrowing func appendRecord(
    of line: UnsafeRawBufferPointer,
    in context: borrowing RecordContext,
    to output: inout [UInt8]
  ) {
    if format.kind == .csv {
      record.bytes.withUnsafeBytes { encode(of: $0, in: context, to: &output) }
    } else {
      encode(of: line, in: context, to: &output)
    }
  }

  private borrowing func encode(
    of line: UnsafeRawBufferPointer,
    in context: borrowing RecordContext,
    to output: inout [UInt8]
  ) {
    values.text.withUnsafeBytes { RecordEncoder.encode(event, in: $0, of: line, in: context, into: &output) }
  }

  // MARK: CSV

  /// - Returns: `nil` if a record is complete and its values are taken.
  private mutating func readCSV(_ line: UnsafeRawBufferPointer) -> Reading? {
    if !record.isOpen { record.removeAll() }
    guard let columns else { return takeColumns(line) ? .columns : .unparsed(lines: 1) }
    // Without columns there are no records, and so none that goes on.
    guard !columns.isEmpty else { return .unparsed(lines: 1) }
    switch record.append(line) {
    case .open: return .continued
    case .overlong:
      defer { record.removeAll() }
      return .unparsed(lines: record.lines)
    case .complete: break
    }
    guard record.lines > 1 || SyslogHeader(parsing: line) == nil, takeCells() else {
      return .unparsed(lines: record.lines)
    }
    return nil
  }

  /// - Returns: whether they are the format's.
  private mutating func takeColumns(_ line: UnsafeRawBufferPointer) -> Bool {
    var names: [UInt8] = []
    var ranges: [Range<Int>] = []
    let mark = line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    CSVRecord.split(UnsafeRawBufferPointer(rebasing: line[mark...]), into: &names) { ranges.append($0) }
    let columns = ranges.map { range in
      let node = names[range].withUnsafeBytes { format.tree.child(named: $0, below: PathTree.root) }
      return Column(node: node, name: Array(names[range]))
    }
    let nodes = Set(columns.map(\.node))
    let isOurs = Set(columns.map(\.name)).count == columns.count && columns.count <= EventValues.mostLeaves
    self.columns = isOurs && format.conditions.allSatisfy { nodes.contains($0.node) } ? columns : []
    return self.columns?.isEmpty == false
  }

  /// - Returns: whether the record has as many values as there are columns.
  private mutating func takeCells() -> Bool {
    guard let columns else { return false }
    var ranges: [Range<Int>] = []
    record.bytes.withUnsafeBytes { bytes in
      values.withText { text in CSVRecord.split(bytes, into: &text) { ranges.append($0) } }
    }
    guard ranges.count == columns.count else { return false }
    for (column, range) in zip(columns, ranges) {
      values.note(column.node)
      let node = column.node >= 0 ? format.tree.nodes[column.node] : nil
      if column.name.contains(ASCII.dot) { values.hasDottedKey = true }
      values.add(range, at: node, name: column.name[...], element: 0)
    }
    return true
  }

  // MARK: Templates

  /// Matches a value.
  private mutating func matchTemplates(_ range: Range<Int>) {
    // A copy, since what is taken is appended to the same bytes.
    let text = Array(values.text[range])
    _ = text.withUnsafeBytes { matchTemplates($0) }
  }

  @discardableResult
  private mutating func matchTemplates(_ text: UnsafeRawBufferPointer) -> Bool {
    for template in format.templates where template.match(text, into: &matches) {
      if let event = template.event {
        values.add(event.value, at: format.tree.nodes[event.node], named: event.name)
      }
      for match in matches {
        let value = UnsafeRawBufferPointer(rebasing: text[match.value])
        let range =
          match.isQuoted
          ? values.withText { Self.appendUnquoted(value, to: &$0) }
          : values.append(value.prefix(EventValues.longestValue))
        values.add(range, at: format.tree.nodes[match.node], named: match.name)
      }
      return true
    }
    return false
  }

  private static func appendUnquoted(_ value: UnsafeRawBufferPointer, to text: inout [UInt8]) -> Range<Int> {
    let start = text.count
    var index = 0
    while index < value.count, text.count - start < EventValues.longestValue {
      if value[index] == ASCII.backslash, index + 1 < value.count {
        switch value[index + 1] {
        case ASCII.backslash, ASCII.quote, UInt8(ascii: "'"): index += 1
        default: break
        }
      }
      text.append(value[index])
      index += 1
    }
    return start..<text.count
  }
}
