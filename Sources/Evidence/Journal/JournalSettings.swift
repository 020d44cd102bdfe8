internal import Files
internal import RotatedFiles

/// Where a journal keeps its files, and how durably it writes.
package struct JournalSettings: Sendable {
  /// When writes become durable.
  package enum Synchronization: String, Sendable, CaseIterable {
    /// Every second: a power cut may duplicate up to a second.
    case interval
    /// Before each commit: a power cut neither loses nor duplicates.
    case always
    /// When the system decides.
    case never
  }

  package var logFile: String
  package var recordFile: String
  package var ledgerFile: String
  /// The directory of ring and checkpoints.
  package var stateDirectory: String
  /// The ring's size in bytes.
  package var ringCapacity = 32 << 20
  package static let defaultRecentLimit = 4 << 20
  /// How many bytes of each file's recent appends are kept to repair a truncation.
  package var recentLimit = Self.defaultRecentLimit
  package var synchronization = Synchronization.interval
  /// Whether file systems without atomic append are allowed.
  package var allowsUnsafeFileSystem = false

  /// Settings for a raw log with its other files in their usual places.
  package init(logFile: String, recordFile: String, stateDirectory: String? = nil) {
    self.logFile = logFile
    self.recordFile = recordFile
    ledgerFile = Self.ledgerFile(of: logFile)
    self.stateDirectory = stateDirectory ?? Self.stateDirectory(of: logFile)
  }

  static func ledgerFile(of logFile: String) -> String { logFile + ".ledger.jsonl" }

  static func stateDirectory(of logFile: String) -> String { logFile + ".state" }

  /// The record file of a raw log: its suffix replaced by `.json`.
  ///
  /// - Returns: `nil` for a name that ends in `.json` itself.
  package static func recordFile(for logFile: String) -> String? {
    guard !logFile.hasSuffix(".json") else { return nil }
    let (_, name) = Directories.split(logFile)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return logFile + ".json" }
    return String(logFile.dropLast(name[dot...].count)) + ".json"
  }

  func path(of target: EvidenceTarget) -> String {
    switch target {
    case .log: logFile
    case .records: recordFile
    case .ledger: ledgerFile
    }
  }

  /// The files that are written, in the order of their targets.
  var outputs: [String] { EvidenceTarget.allCases.map { path(of: $0) } }

  package var ownPaths: [String] { [logFile, recordFile, ledgerFile, lockFile, stateDirectory] }

  /// Our other paths: what begins with one of them is not a rotation of this one.
  func strangers(to path: String) -> [String] { ownPaths.filter { $0 != path } }

  /// The files that a rotation may have made of a file.
  func siblings(of target: EvidenceTarget) -> [String] {
    let path = path(of: target)
    return SiblingFiles.paths(of: path, excluded: strangers(to: path))
  }

  /// The file whose lock keeps a second journal from the raw log.
  package var lockFile: String { logFile + ".lock" }
}
