import DecoyEvents

/// Which format lines look like. Only for a person who asks: an attacker who writes lines could choose how they are read.
package struct FormatGuess: Sendable, Hashable {
  /// The format's name; `rfc5424` if the lines are RFC 5424.
  package let name: String
  /// How many of the lines are events of it, or part of one.
  package let events: Int
  /// How many lines there are.
  package let lines: Int

  /// The name of what is no declared format.
  package static let syslog = "rfc5424"

  /// The format of which most lines are events; if there are several, the one that asks most of a line.
  ///
  /// - Parameter sample: lines with LFs between.
  /// - Returns: `nil` if no line is an event of any format.
  package init?(of sample: [UInt8], among library: FormatLibrary) {
    let lines = sample.split(separator: UInt8(ascii: "\n"))
      .map { line in line[..<(line.startIndex + line.withUnsafeBytes { LineTrimming.trimmedCount(of: $0) })] }
      .filter { !$0.isEmpty }
    var syslog = EventReader()
    var best = (
      name: Self.syslog,
      events: lines.count { $0.withUnsafeBytes { syslog.read($0) } },
      specificity: Int.max
    )
    for format in library.formats {
      var reader = FormatReader(format)
      var (events, open) = (0, 0)
      for line in lines {
        switch line.withUnsafeBytes({ reader.read($0) }) {
        case .event: (events, open) = (events + open + 1, 0)
        case .columns: events += 1
        case .unparsed: open = 0
        case .continued: open += 1
        }
      }
      if (events, format.specificity) > (best.events, best.specificity) {
        best = (format.name, events, format.specificity)
      }
    }
    guard best.events > 0 else { return nil }
    name = best.name
    events = best.events
    self.lines = lines.count
  }
}
