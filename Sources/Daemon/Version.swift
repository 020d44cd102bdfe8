import CDecklog

package enum Version {
  /// The current or next release (semantic versioning).
  package static let number = "0.1.0"

  /// The version, and the commit if the build knew it: what `decklog --version` prints.
  package static var description: String {
    let commit = String(cString: decklog_commit())
    return commit.isEmpty ? "decklog \(number)" : "decklog \(number) (\(commit))"
  }
}
