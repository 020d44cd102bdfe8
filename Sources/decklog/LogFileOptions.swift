import ArgumentParser
import Basics
import Evidence
import Glibc

/// Which log a command that reads records is about.
struct LogFileOptions: ParsableArguments {
  @Option(
    name: [.customShort("f"), .long],
    help: Settings.logFile.description.argumentHelp("path"),
    completion: .file()
  )
  var logFile: String?

  /// The raw log and the record file, under the same names however the log's path is spelled. What can't be a log is
  /// refused.
  func files(_ reader: inout SettingReader) -> (log: String, records: String) {
    let path = reader.read(Settings.logFile, logFile)
    let name = reader.name(of: Settings.logFile, logFile)
    guard !path.isEmpty, !path.hasSuffix("/") else {
      reader.refuse(name, path, expected: "the name of a file")
      return (path, path)
    }
    let log = LogName.found(by: path)
    guard JournalSettings.recordFile(for: path) != nil, let records = JournalSettings.recordFile(for: log)
    else {
      reader.refuse(
        name,
        path,
        "the records go to the .json beside the log, so the log can't be a .json itself"
      )
      return (log, log)
    }
    return (log, records)
  }

  /// The journal of the log.
  ///
  /// - Throws: the command's status, after the reason is told.
  func journal() throws(ExitCode) -> JournalSettings {
    let (log, records) = try SettingReader.read { files(&$0) }
    return JournalSettings(logFile: log, recordFile: records)
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
