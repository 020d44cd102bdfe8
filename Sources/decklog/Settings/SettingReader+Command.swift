import ArgumentParser
import Basics
import Glibc

extension SettingReader {
  /// Reads settings for a command, and prints a line for each bad value.
  ///
  /// - Throws: an exit with status 78 if there is one for which nothing else can be used.
  static func read<Result>(
    _ environment: SettingsEnvironment = .process,
    _ body: (inout SettingReader) -> Result
  ) throws(ExitCode) -> Result {
    var reader = SettingReader(environment)
    let result = body(&reader)
    for warning in reader.warnings { StandardError.print(warning) }
    do {
      try reader.check()
      return result
    } catch {
      for line in error.description.split(separator: "\n") { StandardError.print(String(line)) }
      throw ExitCode(EX_CONFIG)
    }
  }
}

extension SettingDescription {
  /// What `--help` says of its flag.
  ///
  /// - Parameters:
  ///   - value: what its value is called.
  ///   - discussion: what else there is to be said.
  func argumentHelp(_ value: String? = nil, discussion: String = "") -> ArgumentHelp {
    ArgumentHelp("\(flagHelp)", discussion: discussion, valueName: value)
  }
}
