import ArgumentParser
import Basics
import Daemon
import Evidence
import Glibc

/// Which log a command is about.
struct LogFileOptions: ParsableArguments {
  @Option(Settings.logFile, "path", short: "f", completion: .file()) var logFile: String?

  var flags: Flags {
    var flags = Flags()
    flags[Settings.logFile] = logFile
    return flags
  }

  /// - Throws: the exit status, after the reason is printed.
  func journal() throws(ExitCode) -> JournalSettings {
    let (log, records) = try SettingReader.read { $0.logFiles(flags) }
    return JournalSettings(logFile: log, recordFile: records)
  }

  /// The record file, readable now unless it `mayBeMissing`. Otherwise the reason is printed.
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
