internal import Basics

/// Rows of comma-separated values (RFC 4180).
package enum CSVText {
  /// The head of exported records.
  package static let columns = [
    "time", "timestamp", "decky", "service", "event_type", "attacker_ip", "attribution", "username",
    "password", "msg", "fields", "container", "flags", "suppressed", "raw_line", "source",
  ]

  /// A row of ``columns``, without a line end.
  package static func row(_ record: EventRecord) -> String {
    row([
      record.time?.rfc3339Seconds ?? "", record.timestamp, record.decky, record.service, record.eventType,
      record.attackerIP, record.attribution ?? "", record.username ?? "", record.password ?? "",
      record.message, fields(record.fields), record.origin?.container ?? "",
      record.flags.joined(separator: " "),
      "\(record.suppressed)", record.rawLine, record.source ?? "",
    ])
  }

  /// A row of values, without a line end.
  ///
  /// A value that a spreadsheet would take for a formula (one that begins with `=`, `+`, `-`, `@`, a tab or a CR, and is
  /// not a number) gets an apostrophe in front, as OWASP's "CSV Injection" advises. Control characters except tabs and
  /// line ends become U+FFFD: many readers can't take NUL, and a terminal would obey the others.
  package static func row(_ values: [String]) -> String { values.map(quoted).joined(separator: ",") }

  private static func quoted(_ value: String) -> String {
    var value = value
    if let first = value.utf8.first, formula.contains(first), Double(value) == nil { value = "'" + value }
    if value.utf8.allSatisfy({ 0x20..<0x7F ~= $0 && !special.contains($0) }) { return value }
    let text = value.unicodeScalars.reduce(into: String.UnicodeScalarView()) { text, scalar in
      text.append(isControl(scalar) ? "\u{FFFD}" : scalar)
      if scalar == "\"" { text.append(scalar) }
    }
    return value.utf8.contains(where: special.contains) ? "\"\(String(text))\"" : String(text)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && !["\t", "\n", "\r"].contains(scalar)
  }

  private static let formula = Set("=+-@\t\r".utf8)
  private static let special = Set(",\"\n\r\0".utf8)

  private static func fields(_ fields: [String: String]) -> String {
    guard !fields.isEmpty else { return "" }
    var json = JSONWriter()
    json.object { $0.put(fields) }
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
