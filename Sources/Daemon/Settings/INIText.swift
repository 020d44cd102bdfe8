import Basics

/// Values of an INI file, as Python's configparser reads it: keys in any case, `=` or `:` before the value, comments on
/// lines of their own, and values that continue on lines indented deeper than their key.
struct INIText {
  struct Key: Hashable {
    /// As written between the brackets.
    let section: String
    /// In lower case.
    let name: String
  }

  /// The values of the wanted keys; the last one of a repeated key.
  private(set) var values: [Key: String] = [:]
  /// The number of the first line that is no setting, and how many there are.
  private(set) var unread: (first: Int, count: Int)?

  /// - Parameter wanted: the keys whose values are kept.
  init(_ text: String, wanted: Set<Key>) {
    var section: String?
    var current: (key: Key, indent: Int)?
    // Without the byte order mark.
    let lines = text.drop { $0 == "\u{FEFF}" }
      .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    for (index, line) in lines.enumerated() {
      let indent = line.prefix(while: \.isWhitespace).count
      let body = SettingText.trimmed(line)
      guard let first = body.first, first != "#", first != ";" else { continue }
      if let current, indent > current.indent {
        values[current.key]?.append("\n\(body)")
        continue
      }
      current = nil
      if first == "[", let end = body.lastIndex(of: "]") {
        section = String(body[body.index(after: body.startIndex)..<end])
      } else if let section, let delimiter = body.firstIndex(where: { $0 == "=" || $0 == ":" }),
        delimiter != body.startIndex
      {
        let key = Key(section: section, name: SettingText.trimmed(body[..<delimiter]).lowercased())
        current = (key, indent)
        if wanted.contains(key) { values[key] = SettingText.trimmed(body[body.index(after: delimiter)...]) }
      } else {
        unread = (unread?.first ?? index + 1, (unread?.count ?? 0) + 1)
      }
    }
  }
}
