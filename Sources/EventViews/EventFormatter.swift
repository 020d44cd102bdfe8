internal import Basics
public import Records
public import Terminal

/// An event as a person reads it: time, attacker, fake machine, service, event type, details; one line.
///
/// Whatever the attacker wrote, nothing of it controls a terminal (``StyledLine``).
public struct EventFormatter: Sendable, Hashable {
  /// A column: as wide at least, and at most where the line has to fit.
  private struct Column {
    let least: Int
    let most: Int
    let style: TerminalStyle
  }

  /// An IPv6 address is never cut.
  private static let attacker = Column(least: 15, most: 45, style: TerminalStyle(.red))
  private static let decky = Column(least: 14, most: 24, style: TerminalStyle(.cyan))
  private static let service = Column(least: 8, most: 16, style: TerminalStyle(.yellow))
  private static let eventType = Column(least: 14, most: 24, style: .bold)

  /// In a terminal that is narrower, fewer blanks are spent on alignment.
  private static let narrow = 100
  /// And in one that is narrower than this there are no fake machines, and none are.
  private static let narrowest = 64
  /// What says where the attacker is, which stands in the line already.
  private static let addressFields: Set = [
    "src_ip", "src", "client_ip", "remote_ip", "remote_addr", "src_port", "remote_port",
  ]

  /// The columns of the terminal; `nil` where nothing is cut.
  public var columns: Int?

  /// Whether the day stands before the time.
  public var showsDate: Bool

  /// A formatter.
  public init(columns: Int?, showsDate: Bool = false) {
    self.columns = columns
    self.showsDate = showsDate
  }

  /// The line of an event.
  public func line(_ record: EventRecord) -> StyledLine {
    let time = showsDate ? Self.dateAndTime(record.timestamp) : Self.timeOfDay(record.timestamp)
    var line = StyledLine(time, .dim)
    append(record.attackerIP, Self.attacker, to: &line)
    if !isNarrowest { append(record.decky, Self.decky, to: &line) }
    append(record.service, Self.service, to: &line)
    append(record.eventType, Self.eventType, to: &line)
    appendDetails(of: record, to: &line)
    return columns.map { line.cut(to: $0) } ?? line
  }

  /// `03:55:14`, or the end of what is no date.
  static func timeOfDay(_ timestamp: String) -> String {
    guard let time = RecordTime(timestamp) else {
      return TerminalText.fitted(String(timestamp.suffix(8)), columns: 8)
    }
    return String(time.rfc3339Seconds.dropFirst(11).prefix(8))
  }

  /// `2026-11-23 03:55:14`, or the beginning of what is no date.
  private static func dateAndTime(_ timestamp: String) -> String {
    guard let time = RecordTime(timestamp) else { return TerminalText.fitted(timestamp, columns: 19) }
    return time.rfc3339Seconds.prefix(10) + " " + timeOfDay(timestamp)
  }

  private var isNarrow: Bool { columns.map { $0 < Self.narrow } ?? false }
  private var isNarrowest: Bool { columns.map { $0 < Self.narrowest } ?? false }

  private func append(_ text: String, _ column: Column, to line: inout StyledLine) {
    let (text, width) = TerminalText.measured(text, columns: columns == nil ? .max : column.most)
    let least = isNarrowest ? 0 : isNarrow ? column.least * 3 / 4 : column.least
    line.append(isNarrowest ? " " : "  ")
    line.append(text, column.style)
    line.append(String(repeating: " ", count: max(0, least - width)))
  }

  private func appendDetails(of record: EventRecord, to line: inout StyledLine) {
    let names = record.fields.keys.filter { !Self.addressFields.contains($0) }.sorted()
    let details =
      names.lazy.map { "\($0)=\(record.fields[$0] ?? "")" } + (record.message.isEmpty ? [] : [record.message])
    for (index, detail) in details.enumerated() {
      // One more than there is room for, so that it shows that there is more.
      let room = columns.map { $0 - line.width + 1 } ?? .max
      guard room > 0 else { return }
      line.append((index == 0 ? "  " : " ") + detail, columns: room)
    }
  }
}
