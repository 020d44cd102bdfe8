internal import Formats

/// The options of `decklog collect` that have a container read as it should be.
enum SourceOptions {
  /// Reads standard output in a format.
  static func stdout(_ format: String, of container: String) -> String {
    option("--format", "name:\(container)=\(format)")
  }

  /// Reads standard error in a format, beside ``standardError``.
  static func stderr(_ format: String, of container: String) -> String {
    option("--format", "name:\(container)=stderr:\(format)")
  }

  /// Has standard error read.
  static let standardError = "--stderr"

  /// Reads a file of the container.
  static func file(_ path: String, _ format: String, of container: String) -> String {
    option("--files", "name:\(container)=\(path)") + " "
      + option("--format", "name:\(container)=\(path):\(format)")
  }

  /// Reads what an image writes.
  static func sources(_ sources: [Format.Source], _ format: String, of container: String) -> String {
    sources.map { source in
      switch source {
      case .stdout: stdout(format, of: container)
      case .stderr: "\(standardError) \(stderr(format, of: container))"
      case .file(let path): file(path, format, of: container)
      }
    }.joined(separator: " ")
  }

  /// The command with all options, to be pasted into a shell.
  static func command(_ options: [String]) -> String {
    let shown = options.prefix(NameList.limit)
    return
      "`\((["decklog collect"] + shown + (shown.count < options.count ? ["…"] : [])).joined(separator: " "))`"
  }

  private static func option(_ name: String, _ value: String) -> String {
    "\(name) \(ShellWord.quoted(value))"
  }
}
