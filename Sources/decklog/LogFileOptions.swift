import ArgumentParser
import Evidence
import Glibc

/// Which log a command that reads records is about.
struct LogFileOptions: ParsableArguments {
  private static let defaultPath = "/var/log/decnet/decnet.log"

  @Option(
    name: [.customShort("f"), .long],
    help: "The raw log; the records stand beside it. [DECNET_INGEST_LOG_FILE; \(Self.defaultPath)]",
    completion: .file()
  )
  var logFile: String?

  /// The raw log as it was given, and by what.
  ///
  /// - Parameter environment: has it where no flag does.
  func given(_ environment: @autoclosure () -> SettingsEnvironment = .process) -> (
    path: String, source: String
  ) {
    if let logFile { return (logFile, "--log-file") }
    let environment = environment()
    let variable = "DECNET_INGEST_LOG_FILE"
    return (environment[variable] ?? Self.defaultPath, environment.name(of: variable))
  }

  /// The raw log and the record file, under the same names however the log's path is spelled.
  ///
  /// - Throws: ``SettingsError`` for what can't be a log.
  func files(_ environment: @autoclosure () -> SettingsEnvironment = .process) throws(SettingsError) -> (
    log: String, records: String
  ) {
    let (path, source) = given(environment())
    guard !path.isEmpty, !path.hasSuffix("/") else {
      throw SettingsError(description: "\(source) '\(path)': wants the name of a file")
    }
    let log = LogName.found(by: path)
    guard JournalSettings.recordFile(for: path) != nil, let records = JournalSettings.recordFile(for: log)
    else {
      throw SettingsError(
        description: "\(source) \(path): the records go to the .json beside it, so it can't be one itself"
      )
    }
    return (log, records)
  }

  /// The journal of the log.
  ///
  /// - Throws: the command's status, after the reason is told.
  func journal() throws(ExitCode) -> JournalSettings {
    do {
      let (log, records) = try files()
      return JournalSettings(logFile: log, recordFile: records)
    } catch {
      StandardError.print("\(error)")
      throw ExitCode(EX_CONFIG)
    }
  }

  /// The record file, which can be read now.
  ///
  /// - Parameter mayBeMissing: whether it may come later.
  /// - Throws: the command's status, after the reason is told.
  func readableRecordFile(mayBeMissing: Bool) throws(ExitCode) -> String {
    let file = try journal().recordFile
    guard access(file, R_OK) != 0 else { return file }
    let code = errno
    guard code == ENOENT, mayBeMissing else {
      StandardError.print(FileError(reading: file, code).description)
      throw ExitCode(code == EACCES ? EX_NOPERM : EX_NOINPUT)
    }
    StandardError.print("no \(file) yet: waiting for it")
    return file
  }
}
