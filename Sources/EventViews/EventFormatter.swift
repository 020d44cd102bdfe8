internal import Basics
package import Records
package import Terminal

/// Formats an event as one line, safe for a terminal: time, attacker, decky, service, event type, details.
package struct EventFormatter: Sendable, Hashable {
  /// A column's least width, and its greatest if the line must fit a terminal.
  private struct Column {
    let least: Int
    let most: Int
    let style: TerminalStyle
  }

  /// An IPv6 address is never cut.
  private static let attacker = Column(least: 15, most: 45, style: TerminalStyle(.red))
  /// Marks an address that a client can set.
  static let clientMark = "(header)"
  private static let decky = Column(least: 14, most: 24, style: TerminalStyle(.cyan))
  private static let service = Column(least: 8, most: 16, style: TerminalStyle(.yellow))
  private static let eventType = Column(least: 14, most: 24, style: .bold)

  /// Narrower terminals get less padding.
  private static let narrow = 100
  /// Narrower terminals get neither padding nor deckies.
  private static let narrowest = 64
  /// Fields with the attacker's address, which has its own column.
  private static let addressFields: Set = [
    "src_ip", "src", "client_ip", "remote_ip", "remote_addr", "src_port", "remote_port",
  ]

  /// The terminal's width; `nil` cuts nothing.
  package var columns: Int?

  package var showsDate: Bool

  package init(columns: Int?, showsDate: Bool = false) {
    self.columns = columns
    self.showsDate = showsDate
  }

  package func line(_ record: EventRecord) -> StyledLine {
    let time = showsDate ? Self.dateAndTime(record.timestamp) : Self.timeOfDay(record.timestamp)
    var line = StyledLine(time, .dim)
    append(
      record.attackerIP,
      Self.attacker,
      mark: record.isAddressFromClient ? " " + Self.clientMark : "",
      to: &line
    )
    if !isNarrowest { append(record.decky, Self.decky, to: &line) }
    append(record.service, Self.service, to: &line)
    append(record.eventType, Self.eventType, to: &line)
    appendDetails(of: record, to: &line)
    return columns.map { line.cut(to: $0) } ?? line
  }

  /// `03:55:14`, or the end of an invalid time.
  static func timeOfDay(_ timestamp: String) -> String {
    guard let time = RecordTime(timestamp) else {
      return TerminalText.fitted(String(timestamp.suffix(8)), columns: 8)
    }
    return String(time.rfc3339Seconds.dropFirst(11).prefix(8))
  }

  /// `2026-11-23 03:55:14`, or the beginning of an invalid time.
  private static func dateAndTime(_ timestamp: String) -> String {
    guard let time = RecordTime(timestamp) else { return TerminalText.fitted(timestamp, columns: 19) }
    return time.rfc3339Seconds.prefix(10) + " " + timeOfDay(timestamp)
  }

  private var isNarrow: Bool { columns.map { $0 < Self.narrow } ?? false }
  private var isNarrowest: Bool { columns.map { $0 < Self.narrowest } ?? false }

  /// - Parameter mark: ASCII, behind the text and in the column's least width.
  private func append(_ text: String, _ column: Column, mark: String = "", to line: inout StyledLine) {
    let (text, width) = TerminalText.measured(text, columns: columns == nil ? .max : column.most)
    let least = isNarrowest ? 0 : isNarrow ? column.least * 3 / 4 : column.least
    line.append(isNarrowest ? " " : "  ")
    line.append(text, column.style)
    line.append(mark)
    line.append(String(repeating: " ", count: max(0, least - width - mark.utf8.count)))
  }

  private func appendDetails(of record: EventRecord, to line: inout StyledLine) {
    let names = record.fields.keys.filter { !Self.addressFields.contains($0) }.sorted()
    let details =
      names.lazy.map { "\($0)=\(record.fields[$0] ?? "")" } + (record.source.map { ["source=\($0)"] } ?? [])
      + (record.message.isEmpty ? [] : [record.message])
    for (index, detail) in details.enumerated() {
      // One column too many, so that the cut shows.
      let room = columns.map { $0 - line.width + 1 } ?? .max
      guard room > 0 else { return }
      line.append((index == 0 ? "  " : " ") + detail, columns: room)
    }
  }
}
