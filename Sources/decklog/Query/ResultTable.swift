import Basics
import Records
import Terminal

/// An answer of rows, as it is written.
struct ResultTable {
  /// A column.
  struct Column {
    /// Its name in JSON and in the first line of comma-separated values.
    let name: String
    /// What stands above it in a table.
    let title: String
    let alignment: TextAlignment
    let style: TerminalStyle

    /// A column of text, times and lists.
    static func text(_ name: String, _ title: String, _ style: TerminalStyle = .plain) -> Column {
      Column(name: name, title: title, alignment: .left, style: style)
    }

    /// A column of numbers.
    static func number(_ name: String, _ title: String) -> Column {
      Column(name: name, title: title, alignment: .right, style: .plain)
    }
  }

  let columns: [Column]
  var rows: [[ResultValue]]

  /// The rows as aligned columns below their titles.
  ///
  /// - Parameter width: the terminal's; `nil` cuts nothing.
  func table(width: Int?, isColoured: Bool) -> String {
    let formatter = TableFormatter(
      columns.map { TableFormatter.Column($0.title, alignment: $0.alignment, style: $0.style) }
    )
    let lines = formatter.lines(rows.map { $0.map(\.readable) }, width: width)
    return lines.map { $0.encoded(isColoured: isColoured) + "\n" }.joined()
  }

  /// A JSON object a line.
  var json: String {
    rows.map { row in
      var json = JSONWriter()
      json.object { json in
        for (column, value) in zip(columns, row) { value.put(column.name, into: &json) }
      }
      return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }.joined()
  }

  /// Comma-separated values below their names; lines end as RFC 4180 wants it.
  var csv: String {
    ([columns.map(\.name)] + rows.map { $0.map(\.plain) }).map { CSVText.row($0) + "\r\n" }.joined()
  }
}
