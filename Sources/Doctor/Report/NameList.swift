internal import Basics

/// Names in a finding: some of them, each cut, and how many more there are.
enum NameList {
  /// The most names that are told.
  static let limit = 5
  /// The longest name, in bytes.
  static let nameLimit = 80

  /// `a, b and 3 more`, in the order of the names.
  static func text(_ names: some Collection<String>) -> String {
    list(names.sorted().prefix(limit).map(name), of: names.count)
  }

  /// The same of paths.
  static func paths(_ paths: some Collection<String>) -> String {
    list(paths.sorted().prefix(limit).map(path), of: paths.count)
  }

  /// The same of texts that are cut and ordered already.
  static func list(_ texts: [String]) -> String { list(texts.prefix(limit), of: texts.count) }

  private static func list(_ shown: some Collection<String>, of count: Int) -> String {
    let text = shown.joined(separator: ", ")
    return count > shown.count ? "\(text) and \(count - shown.count) more" : text
  }

  /// One name, cut and made printable.
  static func name(_ name: String) -> String { PrintableText.make(from: name.utf8, limit: nameLimit) }

  /// One path, made printable. Of a long one the end is told, since that has the file's name.
  static func path(_ path: String) -> String {
    guard path.utf8.count > nameLimit else { return name(path) }
    // It begins with a whole character.
    let end = path.utf8.suffix(nameLimit).drop { $0 & 0xC0 == 0x80 }
    return "…" + PrintableText.make(from: end, limit: nameLimit)
  }
}
