/// Which files a logrotate settings file rotates, and how (logrotate(8)).
struct LogrotateFile: Sendable, Hashable {
  /// How a file is rotated.
  struct Way: Sendable, Hashable {
    var copiesAndTruncates = false
    var copies = false
    /// Whether a file of an earlier stanza is skipped without an error.
    var ignoresDuplicates = false
  }

  /// One block: its files, and how they are rotated.
  struct Stanza: Sendable, Hashable {
    /// Paths and patterns (glob(7)).
    var patterns: [String]
    /// Its first line, from 1.
    var line: Int
    var way: Way
  }

  /// A stanza, or a file or directory to read at this place.
  enum Item: Sendable, Hashable {
    case stanza(Stanza)
    case include(path: String, Way)
  }

  private static let scripts: Set<Substring> = [
    "prerotate", "postrotate", "firstaction", "lastaction", "preremove",
  ]

  private(set) var items: [Item] = []
  /// The defaults for the stanzas that follow.
  private(set) var way: Way

  /// - Parameter way: the defaults at the file's beginning.
  init(_ text: String, _ way: Way) {
    self.way = way
    var stanza: Stanza?
    var patterns: [String] = []
    var start = 0
    var isScript = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = Self.words(line)
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      if isScript {
        isScript = first != "endscript"
        continue
      }
      var rest = words[...]
      if stanza == nil {
        let isPath = "/\"'~".contains(first.first ?? " ") || first == "{"
        if patterns.isEmpty, !isPath {
          directive(words)
          continue
        }
        if patterns.isEmpty { start = index + 1 }
        let names = rest.prefix { !$0.hasSuffix("{") }
        patterns += names.map(Self.unquoted)
        rest = rest.dropFirst(names.count)
        guard let brace = rest.popFirst() else { continue }
        if brace != "{" { patterns.append(Self.unquoted(brace.dropLast())) }
        stanza = Stanza(patterns: patterns, line: start, way: self.way)
        patterns = []
      }
      while let word = rest.popFirst() {
        if Self.scripts.contains(word) {
          isScript = true
          break
        }
        if word == "}" {
          if let stanza { items.append(.stanza(stanza)) }
          stanza = nil
          break
        }
        if word.hasPrefix("#") { break }
        stanza?.way.apply(word)
      }
    }
  }

  private mutating func directive(_ words: [Substring]) {
    if words[0] == "include", words.count > 1 {
      items.append(.include(path: Self.unquoted(words[1]), way))
    } else {
      way.apply(words[0])
    }
  }

  /// The words of a line; white space in quotes is part of a word.
  private static func words(_ line: Substring) -> [Substring] {
    var quote: Character?
    return line.split { character in
      if let open = quote {
        if character == open { quote = nil }
        return false
      }
      if character == "\"" || character == "'" { quote = character }
      return character == " " || character == "\t" || character == "\r"
    }
  }

  private static func unquoted(_ word: Substring) -> String { word.filter { $0 != "\"" && $0 != "'" } }
}

extension LogrotateFile.Way {
  /// Whether the file is renamed, and a new one takes its place.
  var renames: Bool { !copiesAndTruncates && !copies }

  fileprivate mutating func apply(_ word: Substring) {
    switch word {
    case "copytruncate": copiesAndTruncates = true
    case "nocopytruncate": copiesAndTruncates = false
    case "copy": copies = true
    case "nocopy": copies = false
    case "ignoreduplicates": ignoresDuplicates = true
    default: break
    }
  }
}
