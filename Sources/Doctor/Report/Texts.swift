internal import Basics

/// Names in a finding: the first few, each shortened, and how many more there are.
enum NameList {
  /// The most names that are listed.
  static let limit = 5
  /// The longest name, in bytes.
  static let nameLimit = 80

  /// `a, b and 3 more`, sorted.
  static func text(_ names: some Collection<String>) -> String {
    list(names.sorted().prefix(limit).map(name), of: names.count)
  }

  /// The same for paths.
  static func paths(_ paths: some Collection<String>) -> String {
    list(paths.sorted().prefix(limit).map(path), of: paths.count)
  }

  /// The same for texts that are shortened and sorted already.
  static func list(_ texts: [String]) -> String { list(texts.prefix(limit), of: texts.count) }

  private static func list(_ shown: some Collection<String>, of count: Int) -> String {
    let text = shown.joined(separator: ", ")
    return count > shown.count ? "\(text) and \(count - shown.count) more" : text
  }

  /// One name, shortened and printable.
  static func name(_ name: String) -> String { PrintableText.make(from: name.utf8, limit: nameLimit) }

  /// One printable path. A long one loses its beginning, since the end has the file's name.
  static func path(_ path: String) -> String {
    guard path.utf8.count > nameLimit else { return name(path) }
    // Not in the middle of a character.
    let end = path.utf8.suffix(nameLimit).drop { $0 & 0xC0 == 0x80 }
    return "…" + PrintableText.make(from: end, limit: nameLimit)
  }
}

/// A number of bytes as a person reads it.
enum ByteText {
  private static let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

  /// `512 bytes`, `1.5 GiB`: one decimal, rounded down.
  static func text(_ bytes: Int) -> String {
    guard bytes >= 1024 else { return "\(bytes) bytes" }
    var index = 0
    var scale = 1024
    while index + 1 < units.count, bytes / scale >= 1024 {
      scale *= 1024
      index += 1
    }
    return "\(bytes / scale).\(bytes / (scale / 1024) % 1024 * 10 / 1024) \(units[index])"
  }
}

/// A path in a command that people may paste into a shell.
enum ShellWord {
  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:,@%=".utf8
  )

  /// The text, in single quotes if a shell would see anything special in it.
  static func quoted(_ text: String) -> String {
    if !text.isEmpty, text.utf8.allSatisfy({ plain.contains($0) }) { return text }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
      + "'"
  }
}
