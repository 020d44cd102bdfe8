/// Values of a settings file with sections, as Python's configparser reads it: keys in any case, `=` or `:` before the
/// value, comments in lines of their own, a value going on in lines that are indented deeper than its key.
struct INIText {
  /// What a value is found by.
  struct Key: Hashable {
    /// As it is written between the brackets.
    let section: String
    /// In lower case.
    let name: String
  }

  /// The values of the wanted keys; of a key that is there twice the last one.
  private(set) var values: [Key: String] = [:]
  /// The numbers of the first line that is no setting, and how many there are.
  private(set) var unread: (first: Int, count: Int)?

  /// - Parameter wanted: the keys whose values are kept.
  init(_ text: String, wanted: Set<Key>) {
    var section: Substring?
    var current: (key: Key, indent: Int)?
    // A byte order mark is no part of the first line.
    let lines = text.drop { $0 == "\u{FEFF}" }
      .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    for (index, line) in lines.enumerated() {
      let indent = line.prefix(while: \.isWhitespace).count
      let body = Self.trimmed(line)
      guard let first = body.first, first != "#", first != ";" else { continue }
      if let current, indent > current.indent {
        values[current.key]?.append("\n\(body)")
        continue
      }
      current = nil
      if first == "[", let end = body.lastIndex(of: "]") {
        section = body[body.index(after: body.startIndex)..<end]
      } else if let section, let delimiter = body.firstIndex(where: { $0 == "=" || $0 == ":" }),
        delimiter != body.startIndex
      {
        let key = Key(section: String(section), name: Self.trimmed(body[..<delimiter]).lowercased())
        current = (key, indent)
        if wanted.contains(key) { values[key] = String(Self.trimmed(body[body.index(after: delimiter)...])) }
      } else {
        unread = (unread?.first ?? index + 1, (unread?.count ?? 0) + 1)
      }
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
