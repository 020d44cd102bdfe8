import Basics

@testable import TraceExport

extension TracingSettings {
  /// The settings that variables come to, and what is said about bad ones.
  static func read(
    _ variables: [String: String],
    version: String = ""
  ) -> (settings: TracingSettings?, warnings: [String]) {
    var reader = SettingReader(SettingsEnvironment(variables))
    let settings = read(&reader, version: version)
    return (settings, reader.warnings)
  }
}
