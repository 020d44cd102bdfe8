import ArgumentParser
import Basics
import Collector
import DecoyEvents
import DockerEngine
import Logging
import Testing

@testable import decklog

struct SettingsReaderTests {
  @Test func `Without flags and environment the defaults hold`() throws {
    let reading = try SettingsReading()
    let settings = reading.settings
    #expect(settings.logFile == "/var/log/decnet/decnet.log")
    #expect(settings.recordFile == "/var/log/decnet/decnet.json")
    #expect(settings.stateFile == "/opt/decnet/decnet-state.json")
    #expect(settings.endpoint == EngineEndpoint(address: .unix(path: "/var/run/docker.sock")))
    #expect(settings.selectors.isEmpty)
    #expect(settings.filter == EventFilter())
    #expect(settings.floodWindow == 1_000_000_000)
    #expect(settings.reconcileInterval == .seconds(30))
    #expect(!settings.collectsStandardError)
    #expect(settings.maxLine == 1 << 20)
    #expect(reading.level == .info)
    #expect(reading.warnings.isEmpty)
  }

  @Test(arguments: [
    "DECNET_INGEST_LOG_FILE", "DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DECNET_STATE_FILE",
    "DECKLOG_SELECT", "DECNET_COLLECTOR_RL_WINDOW_SEC", "DECNET_COLLECTOR_RECONCILE_S", "DECKLOG_LOG_LEVEL",
    "DECKLOG_MAX_LINE",
  ])
  func `An empty variable counts as unset`(name: String) throws {
    let reading = try SettingsReading([], [name: ""])
    let defaults = try SettingsReading()
    #expect(reading.warnings.isEmpty)
    #expect(reading.settings.logFile == defaults.settings.logFile)
    #expect(reading.settings.endpoint == defaults.settings.endpoint)
    #expect(reading.settings.stateFile == defaults.settings.stateFile)
    #expect(reading.settings.selectors.isEmpty)
    #expect(reading.settings.floodWindow == defaults.settings.floodWindow)
    #expect(reading.settings.reconcileInterval == defaults.settings.reconcileInterval)
    #expect(reading.settings.maxLine == defaults.settings.maxLine)
    #expect(reading.level == defaults.level)
  }

  @Test(arguments: [
    ([], "/env/a.log"), (["--log-file", "/flag/b.log"], "/flag/b.log"),
    (["-f", "/flag/b.log"], "/flag/b.log"),
  ])
  func `The log file is the flag's or the environment's`(arguments: [String], logFile: String) throws {
    let reading = try SettingsReading(arguments, ["DECNET_INGEST_LOG_FILE": "/env/a.log"])
    #expect(reading.settings.logFile == logFile)
    #expect(reading.settings.recordFile == logFile.dropLast(3) + "json")
  }

  @Test(arguments: ["x.json", "/var/log/decnet/decnet.json", "", "/var/log/", "/"])
  func `A log file that can't be one ends the start`(logFile: String) throws {
    let error = #expect(throws: SettingError.self) { try SettingsReading(["--log-file", logFile]) }
    let text = try #require(error?.description)
    #expect(text.hasPrefix("invalid --log-file '\(logFile)': "))
    #expect(!text.contains("\n"))
  }

  @Test func `A log file of the environment that can't be one is named`() throws {
    let error = #expect(throws: SettingError.self) {
      try SettingsReading([], ["DECNET_INGEST_LOG_FILE": "/logs/x.json"])
    }
    let text = try #require(error?.description)
    #expect(text.contains("/logs/x.json"))
    #expect(text.contains("DECNET_INGEST_LOG_FILE"))
  }

  @Test(
    arguments: [("beginning", .beginning), ("now", .now), ("existing", .existing)] as [(String, Beginning)]
  )
  func `A flag says where to begin`(text: String, beginning: Beginning) throws {
    #expect(try SettingsReading(["--from", text]).settings.beginning == beginning)
    #expect(try SettingsReading().settings.beginning == nil)
    #expect(try SettingsReading(["--from", text.uppercased()]).settings.beginning == beginning)
    #expect(throws: SettingError.self) { try SettingsReading(["--from", text + "s"]) }
  }

  @Test func `The state file is the flag's or the environment's`() throws {
    let environment = ["DECNET_STATE_FILE": "/env/state.json"]
    #expect(try SettingsReading([], environment).settings.stateFile == "/env/state.json")
    #expect(try SettingsReading(["--state-file", "/f.json"], environment).settings.stateFile == "/f.json")
  }

  @Test func `Selectors of environment and flags add up`() throws {
    let reading = try SettingsReading(
      ["--select", "c=d=e", "--select", "empty="],
      ["DECKLOG_SELECT": " honeypot=true, ,a=b,"]
    )
    let selectors = reading.settings.selectors.map { "\($0.label)|\($0.value)" }
    #expect(selectors == ["honeypot|true", "a|b", "c|d=e", "empty|"])
  }

  @Test(arguments: ["honeypot", "=true", "="])
  func `An invalid selector is refused, and named with its source`(text: String) {
    let flag = #expect(throws: SettingError.self) { try SettingsReading(["--select", text]) }
    #expect(flag?.description == "invalid --select '\(text)': expected LABEL=VALUE, such as honeypot=true")
    let variable = #expect(throws: SettingError.self) {
      try SettingsReading([], ["DECKLOG_SELECT": "a=b," + text])
    }
    #expect(
      variable?.description
        == "invalid DECKLOG_SELECT 'a=b,\(text)': expected LABEL=VALUE, such as honeypot=true"
    )
  }

  @Test func `Standard error is collected on demand`() throws {
    #expect(try SettingsReading(["--stderr"]).settings.collectsStandardError)
  }

  @Test func `Lists replace the defaults`() throws {
    let reading = try SettingsReading(
      [],
      ["DECNET_COLLECTOR_DROP_APPS": " a,b ,,c", "DECNET_COLLECTOR_RL_EVENT_TYPES": "scan"]
    )
    #expect(reading.settings.filter == EventFilter(droppedServices: ["a", "b", "c"], floodTypes: ["scan"]))
  }

  @Test func `Lists that are set and empty turn their filters off`() throws {
    let reading = try SettingsReading(
      [],
      ["DECNET_COLLECTOR_DROP_APPS": "", "DECNET_COLLECTOR_RL_EVENT_TYPES": " , "]
    )
    #expect(reading.settings.filter == EventFilter(droppedServices: [], floodTypes: []))
  }
}
