import Basics
import Foundation

extension SettingsEnvironment {
  /// The variables of the process, and below them the framework's settings file. The file is read once, when the first
  /// setting is; what is wrong with it is reported then.
  static let process: SettingsEnvironment = {
    let (environment, warnings) = read(.ofProcess, file: FrameworkFile.path)
    for warning in warnings { StandardError.print(warning) }
    return environment
  }()

  /// The same without the file, for commands none of whose settings can stand in it.
  static let variablesOfProcess = SettingsEnvironment(.ofProcess)

  /// Variables, and below them a file.
  ///
  /// - Parameters:
  ///   - variables: an empty one counts as unset: the file's value is used.
  ///   - file: like the framework's settings file.
  /// - Returns: the warnings are one line for each thing that is wrong with the file.
  static func read(
    _ variables: [String: String],
    file: String
  ) -> (environment: SettingsEnvironment, warnings: [String]) {
    let file = FrameworkFile(file)
    let added = file.values.filter { variables[$0.key]?.isEmpty ?? true }
    let places = file.sources.filter { added[$0.key] != nil }
    return (SettingsEnvironment(variables.merging(added) { $1 }, places: places), file.warnings)
  }
}

extension [String: String] {
  /// The variables of the process. A service may have no `HOME`, but has a home.
  fileprivate static var ofProcess: Self {
    ["HOME": NSHomeDirectory()].merging(ProcessInfo.processInfo.environment) { $1 }
  }
}
