internal import Basics

/// The command and user of a service, from a unit or a drop-in (systemd.syntax(7)).
struct UnitFile: Sendable, Hashable {
  /// The values of `ExecStart=`, in order; an empty one resets the list.
  var commands: [String] = []
  /// The last value of `User=`.
  var user: String?

  init(_ text: String) {
    var section = ""
    for line in Self.lines(text) {
      if line.hasPrefix("["), line.hasSuffix("]") {
        section = String(line.dropFirst().dropLast())
        continue
      }
      guard section == "Service", let equals = line.firstIndex(of: "=") else { continue }
      let value = SettingText.trimmed(line[line.index(after: equals)...])
      switch SettingText.trimmed(line[..<equals]) {
      case "ExecStart": commands.append(value)
      case "User": user = value
      default: break
      }
    }
  }

  /// The lines without comments, trimmed. A backslash at the end joins a line with the next that is not a comment:
  /// backslash and newline become one space, and other white space stays.
  private static func lines(_ text: String) -> [String] {
    var lines: [String] = []
    var begun = ""
    let all = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    for line in all {
      if let first = line.first(where: { !$0.isWhitespace }), first == "#" || first == ";" { continue }
      // Two backslashes are an escaped one.
      let backslashes = line.reversed().prefix { $0 == "\\" }.count
      if !backslashes.isMultiple(of: 2) {
        begun += line.dropLast()
        begun += " "
      } else {
        lines.append(SettingText.trimmed(begun + line))
        begun = ""
      }
    }
    return begun.isEmpty ? lines : lines + [SettingText.trimmed(begun)]
  }

  /// The words of a command line without special prefixes and quotes (systemd.service(5)).
  static func words(_ command: String) -> [String] {
    command.drop { "@-:+!|".contains($0) }.split(whereSeparator: \.isWhitespace).map { word in
      String(word.filter { $0 != "\"" && $0 != "'" })
    }
  }
}
