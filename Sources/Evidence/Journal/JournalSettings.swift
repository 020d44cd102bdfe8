/// Where a journal keeps its files, and how sure it is of them.
public struct JournalSettings: Sendable {
  /// When what was written is made to survive a power cut.
  public enum Synchronization: String, Sendable, CaseIterable {
    /// Every second: a power cut repeats up to that.
    case interval
    /// Before each commit: a power cut neither loses nor repeats.
    case always
    /// When the system sees fit.
    case never
  }

  /// The raw log.
  public var logFile: String
  /// The records.
  public var recordFile: String
  /// The ledger.
  public var ledgerFile: String
  /// The directory of ring and checkpoints.
  public var stateDirectory: String
  /// The ring's size in bytes.
  public var ringCapacity = 32 << 20
  /// How much of recent appends is looked after where nothing else is said: 4 MiB.
  package static let defaultRecentLimit = 4 << 20

  /// How many bytes of each file's recent appends are looked after, to repair a truncation.
  public var recentLimit = Self.defaultRecentLimit
  /// When what was written is made to survive a power cut.
  public var synchronization = Synchronization.interval
  /// Whether file systems that do not append as one step are put up with.
  public var allowsUnsafeFileSystem = false

  /// Settings for the files that belong to a raw log, in their usual places.
  public init(logFile: String, recordFile: String, stateDirectory: String? = nil) {
    self.logFile = logFile
    self.recordFile = recordFile
    ledgerFile = Self.ledgerFile(of: logFile)
    self.stateDirectory = stateDirectory ?? Self.stateDirectory(of: logFile)
  }

  /// The ledger that belongs to a raw log.
  static func ledgerFile(of logFile: String) -> String { logFile + ".ledger.jsonl" }

  /// Where the state of a raw log is, unless somebody says otherwise.
  static func stateDirectory(of logFile: String) -> String { logFile + ".state" }

  /// The record file that belongs to a raw log: its suffix replaced by `.json`.
  ///
  /// - Returns: `nil` for a name that ends in `.json` itself.
  public static func recordFile(for logFile: String) -> String? {
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

  /// All paths that are the journal's.
  package var ownPaths: [String] { [logFile, recordFile, ledgerFile, lockFile, stateDirectory] }

  /// Our other paths: what begins with one of them is no rotation of this one.
  func strangers(to path: String) -> [String] { ownPaths.filter { $0 != path } }

  /// The files that rotations may have made of a file.
  func siblings(of target: EvidenceTarget) -> [String] {
    let path = path(of: target)
    return SiblingFiles.paths(of: path, excluded: strangers(to: path))
  }

  /// The file whose lock keeps a second journal off the raw log.
  package var lockFile: String { logFile + ".lock" }
}
