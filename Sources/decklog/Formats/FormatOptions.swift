import ArgumentParser
import Basics
import Daemon
import Formats
import Glibc

/// The formats that a command knows.
struct FormatOptions: ParsableArguments {
  @Option(Settings.formats, "directory", completion: .directory) var formats: String?

  /// The built-in formats and the operator's.
  ///
  /// - Throws: exit status 78 if a table is at fault; the first fault of each is printed.
  func library() throws(ExitCode) -> FormatLibrary {
    let directory = try SettingReader.read(.variablesOfProcess) { $0.read(Settings.formats, formats) }
    let (library, errors) = FormatDirectory.read(directory)
    for error in errors { StandardError.print(error.description) }
    guard errors.isEmpty else { throw ExitCode(EX_CONFIG) }
    return library
  }
}
