import CDecklog

/// What `decklog --version` says.
enum Version {
  /// The release that this is or that comes next (semantic versioning).
  static let number = "0.1.0"

  /// The version, and the commit where the build knew it.
  static var description: String {
    let commit = String(cString: decklog_commit())
    return commit.isEmpty ? "decklog \(number)" : "decklog \(number) (\(commit))"
  }
}
