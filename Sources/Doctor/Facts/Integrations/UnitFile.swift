/// The part of a unit, or of a drop-in, that says what a service runs and as whom (systemd.syntax(7)).
struct UnitFile: Sendable, Hashable {
  /// What a file assigns to `ExecStart=`, in order; an empty text drops all before.
  var commands: [String] = []
  /// What it assigns to `User=` last.
  var user: String?

  init(_ text: String) {
    var section = Substring()
    for line in Self.lines(text) {
      if line.hasPrefix("["), line.hasSuffix("]") {
        section = line.dropFirst().dropLast()
        continue
      }
      guard section == "Service", let equals = line.firstIndex(of: "=") else { continue }
      let value = String(line[line.index(after: equals)...].trimmed)
      switch line[..<equals].trimmed {
      case "ExecStart": commands.append(value)
      case "User": user = value
      default: break
      }
    }
  }

  /// The lines without comments, and without white space at their ends. One that ends with a backslash goes on in the
  /// next that is no comment: backslash and line end are one space, and other white space stays.
  private static func lines(_ text: String) -> [Substring] {
    var lines: [Substring] = []
    var begun = ""
    let all = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    for line in all {
      if let first = line.first(where: { !$0.isWhitespace }), first == "#" || first == ";" { continue }
      // Two backslashes are one that is meant.
      let backslashes = line.reversed().prefix { $0 == "\\" }.count
      if !backslashes.isMultiple(of: 2) {
        begun += line.dropLast()
        begun += " "
      } else {
        lines.append((begun + line).trimmed)
        begun = ""
      }
    }
    return begun.isEmpty ? lines : lines + [begun.trimmed]
  }

  /// The words of a command line (systemd.service(5)): special prefixes and quotes are taken off.
  static func words(_ command: String) -> [String] {
    command.drop { "@-:+!|".contains($0) }.split(whereSeparator: \.isWhitespace).map { word in
      String(word.filter { $0 != "\"" && $0 != "'" })
    }
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  fileprivate var trimmed: SubSequence {
    let start = drop(while: \.isWhitespace)
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else {
      return start[start.startIndex..<start.startIndex]
    }
    return start[...end]
  }
}
