import Collector
import Logging
import Testing

@testable import decklog

/// Numbers and words, and what is used instead of bad ones.
struct SettingsNumberTests {
  @Test(
    arguments: [
      ("1.0", 1_000_000_000), ("0.25", 250_000_000), ("5", 5_000_000_000), (" 2 ", 2_000_000_000), ("0", 0),
      ("0.0", 0), ("-1", 0), ("-1e300", 0), ("86400", 86_400_000_000_000), ("86401", 86_401_000_000_000),
      ("1e300", .max), ("1e-9", 1),
    ] as [(String, Int64)]
  )
  func `The flood window is in seconds, and none turns it off`(text: String, window: Int64) throws {
    let reading = try SettingsReading([], ["DECNET_COLLECTOR_RL_WINDOW_SEC": text])
    #expect(reading.settings.floodWindow == window)
    #expect(reading.warnings.isEmpty)
  }

  @Test(arguments: ["a second", "1,5", "nan", "inf", "-inf", "1s", "--1"])
  func `An invalid window is a warning and the default`(text: String) throws {
    let reading = try SettingsReading([], ["DECNET_COLLECTOR_RL_WINDOW_SEC": text])
    #expect(reading.settings.floodWindow == 1_000_000_000)
    #expect(
      reading.warnings == [
        "invalid DECNET_COLLECTOR_RL_WINDOW_SEC '\(text)': expected seconds; using 1"
      ]
    )
  }

  @Test(arguments: [("1", Duration.seconds(1)), ("0.5e1", .seconds(5)), ("86400", .seconds(86_400))])
  func `The pause between two lists is in seconds`(text: String, pause: Duration) throws {
    let reading = try SettingsReading([], ["DECNET_COLLECTOR_RECONCILE_S": text])
    #expect(reading.settings.reconcileInterval == pause)
    #expect(reading.warnings.isEmpty)
  }

  @Test(arguments: ["0", "0.9", "-5", "86401", "often", "nan", "inf"])
  func `An invalid pause is a warning and the default`(text: String) throws {
    let reading = try SettingsReading([], ["DECNET_COLLECTOR_RECONCILE_S": text])
    #expect(reading.settings.reconcileInterval == .seconds(30))
    #expect(
      reading.warnings == [
        "invalid DECNET_COLLECTOR_RECONCILE_S '\(text)': expected seconds from 1 to 86400; using 30"
      ]
    )
  }

  @Test(arguments: [("1", 1), ("7200", 7200), (" 60.9 ", 60), ("604800", 604_800)] as [(String, Int64)])
  func `Commands are remembered for so many seconds`(text: String, seconds: Int64) throws {
    let reading = try SettingsReading([], ["DECNET_COLLECTOR_SESSION_AGG_TTL_SEC": text])
    #expect(reading.settings.sessions.commandLifetime == seconds)
    #expect(reading.warnings.isEmpty)
  }

  @Test(arguments: ["0", "-1", "604801", "1e300", "an hour", "nan", "inf", "3600s"])
  func `An invalid lifetime is a warning and the default`(text: String) throws {
    let reading = try SettingsReading([], ["DECNET_COLLECTOR_SESSION_AGG_TTL_SEC": text])
    #expect(reading.settings.sessions.commandLifetime == 3600)
    #expect(
      reading.warnings == [
        "invalid DECNET_COLLECTOR_SESSION_AGG_TTL_SEC '\(text)': expected seconds from 1 to 604800; using 3600"
      ]
    )
  }

  @Test func `The artifacts are where the environment says, which is an absolute path`() throws {
    let name = "DECNET_ARTIFACTS_ROOT"
    let fallback = "/var/lib/decnet/artifacts"
    #expect(try SettingsReading([], [:]).settings.sessions.artifactsRoot == fallback)
    #expect(try SettingsReading([], [name: ""]).settings.sessions.artifactsRoot == fallback)
    #expect(try SettingsReading([], [name: "/srv/a"]).settings.sessions.artifactsRoot == "/srv/a")
    let relative = try SettingsReading([], [name: "artifacts"])
    #expect(relative.settings.sessions.artifactsRoot == fallback)
    #expect(
      relative.warnings == ["invalid \(name) 'artifacts': expected an absolute path; using \(fallback)"]
    )
  }

  @Test func `The longest line is the flag's or the environment's`() throws {
    let environment = ["DECKLOG_MAX_LINE": "2048"]
    #expect(try SettingsReading([], environment).settings.maxLine == 2048)
    #expect(try SettingsReading(["--max-line", "4096"], environment).settings.maxLine == 4096)
  }

  @Test(arguments: ["1024", "67108864"])
  func `The bounds of the longest line are allowed`(text: String) throws {
    #expect(try SettingsReading(["--max-line", text]).settings.maxLine == Int(text))
  }

  @Test(arguments: ["1023", "67108865", "0", "many", "1e6", "1 MiB", "99999999999999999999"])
  func `An invalid longest line is a warning and the default`(text: String) throws {
    let flag = try SettingsReading(["--max-line", text], ["DECKLOG_MAX_LINE": "2048"])
    #expect(flag.settings.maxLine == 1 << 20)
    let expected = "expected bytes from 1024 to 67108864; using 1048576"
    #expect(flag.warnings == ["invalid --max-line '\(text)': \(expected)"])
    let variable = try SettingsReading([], ["DECKLOG_MAX_LINE": text])
    #expect(variable.settings.maxLine == 1 << 20)
    #expect(variable.warnings == ["invalid DECKLOG_MAX_LINE '\(text)': \(expected)"])
  }

  @Test(arguments: Logger.Level.allCases)
  func `Every log level has its name`(level: Logger.Level) throws {
    #expect(try SettingsReading(["--log-level", level.rawValue]).level == level)
    #expect(try SettingsReading([], ["DECKLOG_LOG_LEVEL": level.rawValue.uppercased()]).level == level)
    let both = try SettingsReading(["--log-level", "error"], ["DECKLOG_LOG_LEVEL": level.rawValue])
    #expect(both.level == .error)
  }

  @Test(arguments: ["loud", "warn", "0", "info."])
  func `An invalid log level is a warning and the default`(text: String) throws {
    let expected = "expected trace, debug, info, notice, warning, error or critical; using info"
    let flag = try SettingsReading(["--log-level", text])
    #expect(flag.level == .info)
    #expect(flag.warnings == ["invalid --log-level '\(text)': \(expected)"])
    let variable = try SettingsReading([], ["DECKLOG_LOG_LEVEL": text])
    #expect(variable.warnings == ["invalid DECKLOG_LOG_LEVEL '\(text)': \(expected)"])
  }

  @Test func `Each bad value has a line of its own`() throws {
    let reading = try SettingsReading(
      ["--log-level", "loud"],
      [
        "DECKLOG_MAX_LINE": "many", "DECNET_COLLECTOR_RL_WINDOW_SEC": "wide",
        "DECNET_COLLECTOR_RECONCILE_S": "often",
      ]
    )
    #expect(reading.warnings.count == 4)
    #expect(reading.warnings.allSatisfy { !$0.contains("\n") })
  }
}
