import ArgumentParser
import Evidence
import Glibc
import Terminal

/// Which log a command that reads records is about.
struct LogFileOptions: ParsableArguments {
  @Option(
    name: [.customShort("f"), .long],
    help: "The raw log; the records stand beside it. [DECNET_INGEST_LOG_FILE; /var/log/decnet/decnet.log]",
    completion: .file()
  )
  var logFile: String?

  /// The raw log.
  var path: String {
    let environment = TerminalEnvironment.value("DECNET_INGEST_LOG_FILE") ?? ""
    return logFile ?? (environment.isEmpty ? SettingsReader.defaultLogFile : environment)
  }

  /// The record file.
  ///
  /// - Throws: the command's status, after the reason is told, where the log can't have one.
  func recordFile() throws(ExitCode) -> String {
    guard let file = JournalSettings.recordFile(for: path) else {
      StandardError.print(
        "--log-file \(path): the records go to the .json beside it, so it can't be one itself"
      )
      throw ExitCode(EX_CONFIG)
    }
    return file
  }

  /// The record file, which can be read now.
  ///
  /// - Parameter mayBeMissing: whether it may come later.
  /// - Throws: the command's status, after the reason is told.
  func readableRecordFile(mayBeMissing: Bool) throws(ExitCode) -> String {
    let file = try recordFile()
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
