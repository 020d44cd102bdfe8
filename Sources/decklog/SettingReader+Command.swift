import ArgumentParser
import Basics
import Daemon
import Files
import Foundation
import Glibc

extension SettingsEnvironment {
  /// The variables of the process and the framework's settings file, which is read, and its faults printed, once.
  static let process: SettingsEnvironment = {
    let (environment, warnings) = read(variablesOfProcess.variables)
    for warning in warnings { StandardError.print(warning) }
    return environment
  }()

  /// The variables alone, for commands none of whose settings can be in the file. A service may lack `HOME`.
  static let variablesOfProcess = SettingsEnvironment(
    ["HOME": NSHomeDirectory()].merging(ProcessInfo.processInfo.environment) { $1 }
  )
}

extension SettingReader {
  /// Reads settings, and prints a line for each invalid value. The exit status is 78 if one has no safe default.
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

extension OpenFileLimit {
  /// Raises the limit. If it is still too low, that is printed; the exit status is 78.
  static func require(_ needed: Int = OpenFiles.least, more: String = "") throws(ExitCode) {
    guard let shortage = raise(to: needed, more: more) else { return }
    StandardError.print(shortage)
    throw ExitCode(EX_CONFIG)
  }
}
