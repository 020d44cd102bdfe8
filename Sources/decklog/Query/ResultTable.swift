import Basics
import Records
import Terminal

/// The rows of an answer, for printing.
struct ResultTable<Row> {
  struct Column {
    /// The name in JSON, and in the head of comma-separated values.
    let name: String
    /// The title in a table.
    let title: String
    let style: TerminalStyle
    var alignment = TextAlignment.left
    let value: (Row) -> ResultValue

    static func text(
      _ name: String,
      _ title: String,
      _ style: TerminalStyle,
      _ value: @escaping (Row) -> String?
    ) -> Column {
      Column(name: name, title: title, style: style) { .text(value($0)) }
    }

    static func list(
      _ name: String,
      _ title: String,
      _ style: TerminalStyle,
      _ value: @escaping (Row) -> [String]
    ) -> Column {
      Column(name: name, title: title, style: style) { .list(value($0)) }
    }

    static func number(_ name: String, _ title: String, _ value: @escaping (Row) -> Int) -> Column {
      Column(name: name, title: title, style: .plain, alignment: .right) { .number(value($0)) }
    }

    static func time(_ name: String, _ title: String, _ value: @escaping (Row) -> RecordTime) -> Column {
      Column(name: name, title: title, style: .plain) { .time(value($0)) }
    }
  }

  let columns: [Column]
  let rows: [Row]

  /// The rows as aligned columns below their titles; without a `width`, nothing is truncated.
  func table(width: Int?, isColoured: Bool) -> String {
    let formatter = TableFormatter(
      columns.map { TableFormatter.Column($0.title, alignment: $0.alignment, style: $0.style) }
    )
    let cells = rows.map { row in columns.map { $0.value(row).readable } }
    return formatter.lines(cells, width: width).map { $0.encoded(isColoured: isColoured) + "\n" }.joined()
  }

  /// A JSON object a line.
  var json: String {
    rows.map { row in
      var json = JSONWriter()
      json.object { json in
        for column in columns { column.value(row).put(column.name, into: &json) }
      }
      return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }.joined()
  }

  /// Comma-separated values below a head; lines end in CRLF (RFC 4180).
  var csv: String {
    ([columns.map(\.name)] + rows.map { row in columns.map { $0.value(row).plain } })
      .map { CSVText.row($0) + "\r\n" }.joined()
  }
}

enum ResultValue: Sendable, Hashable {
  case text(String?)
  case number(Int)
  case time(RecordTime)
  case list([String])

  /// For people.
  var readable: String {
    switch self {
    case .text(let text): text ?? "–"
    case .number(let number): "\(number)"
    case .time(let time): String(time.rfc3339Seconds.dropLast()).replacing("T", with: " ")
    case .list(let names): names.joined(separator: " ")
    }
  }

  /// For spreadsheets.
  var plain: String {
    switch self {
    case .text(let text): text ?? ""
    case .time(let time): time.rfc3339Seconds
    case .number, .list: readable
    }
  }

  /// Writes a member of a JSON object; `null` if there is no value, so that each row has the same keys.
  func put(_ name: String, into json: inout JSONWriter) {
    switch self {
    case .text(let text): json.field(name, text)
    case .number(let number): json.field(name, number)
    case .time(let time): json.field(name, time.rfc3339Seconds)
    case .list(let names):
      json.key(name)
      json.array(names) { json, name in json.string(name) }
    }
  }
}
