internal import CDecklog
internal import Evidence
internal import Files

/// The files of the record, and where they are.
struct PlaceFacts: Sendable {
  /// The log's directory, or the nearest above it that is there.
  var directory: PathFacts
  /// The path of the log's directory.
  var directoryPath: String
  /// The name of a file system that can't be relied on; `nil` for any other.
  var unsafeFileSystem: String?
  /// Raw log, records and ledger.
  var files: [PathFacts]
  var logSpace: SpaceFacts?

  init(
    directory: PathFacts,
    directoryPath: String,
    unsafeFileSystem: String? = nil,
    files: [PathFacts],
    logSpace: SpaceFacts? = nil
  ) {
    self.directory = directory
    self.directoryPath = directoryPath
    self.unsafeFileSystem = unsafeFileSystem
    self.files = files
    self.logSpace = logSpace
  }

  /// Looks at the files of a journal.
  init(_ settings: JournalSettings) {
    let path = Directories.split(settings.logFile).directory
    let directory = PathFacts.nearest(path)
    self.init(
      directory: directory,
      directoryPath: path,
      unsafeFileSystem: FileSystemCheck.unsafeName(Int(decklog_file_system(directory.path))),
      files: [settings.logFile, settings.recordFile, settings.ledgerFile].map(PathFacts.init(lookingAt:)),
      logSpace: SpaceFacts(of: directory.path)
    )
  }
}
