import ArgumentParser
import Basics
import Collector
import Logging

@testable import Daemon
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
    let flags = try CollectOptions.parse(arguments).flags
    var reader = SettingReader(environment)
    settings = CollectorSettings(&reader, flags)
    level = reader.read(Settings.logLevel, flags)
    warnings = reader.warnings
    try reader.check()
  }
}
