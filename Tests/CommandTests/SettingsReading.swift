import ArgumentParser
import Collector
import Logging

@testable import decklog

/// What flags and environment come to.
struct SettingsReading {
  let settings: CollectorSettings
  let level: Logger.Level
  let warnings: [String]

  init(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws {
    try self.init(arguments, SettingsEnvironment(environment))
  }

  init(_ arguments: [String], _ environment: SettingsEnvironment) throws {
    var reader = SettingsReader(options: try CollectOptions.parse(arguments), environment: environment)
    (settings, level) = try reader.read()
    warnings = reader.warnings
  }
}
