import Collector
import DecoyEvents
import DockerEngine
import Evidence
import Foundation
import Logging

/// Makes a collector's settings of flags, environment, the framework's settings file and defaults, in this order.
///
/// A bad value that a default can stand in for is a warning; any other ends the start.
struct SettingsReader {
  private static let defaultStateFile = "/opt/decnet/decnet-state.json"
  /// Seconds between two lists: more often would burden the engine, more seldom would miss containers for long.
  private static let reconcileSeconds = 1.0...86_400.0
  /// Seconds that a command is remembered: at most a week, which is longer than any session that one would wait for.
  private static let sessionSeconds = 1.0...604_800.0

  let options: CollectOptions
  let environment: SettingsEnvironment
  /// One clear line for each bad value.
  private(set) var warnings: [String] = []

  init(options: CollectOptions, environment: SettingsEnvironment = .process) {
    self.options = options
    self.environment = environment
  }

  /// The settings and the log level.
  mutating func read() throws -> (CollectorSettings, Logger.Level) {
    let (logFile, recordFile) = try options.fleet.log.files(environment)
    tellName(of: logFile, recordFile)
    var settings = CollectorSettings(
      logFile: logFile,
      recordFile: recordFile,
      endpoint: try endpoint(),
      stateFile: options.fleet.stateFile ?? value("DECNET_STATE_FILE") ?? Self.defaultStateFile
    )
    settings.selectors = try selectors()
    settings.source = try choice("--source", options.source) ?? .auto
    settings.beginning = try choice("--from", options.beginning)
    settings.journal.stateDirectory = options.fleet.stateDir ?? settings.journal.stateDirectory
    settings.journal.synchronization = try choice("--sync", options.synchronization) ?? .interval
    settings.journal.allowsUnsafeFileSystem = options.allowUnsafeFileSystem
    settings.collectsStandardError = options.collectsStandardError
    settings.maxLine = maxLine()
    settings.journal.ringCapacity = max(settings.journal.ringCapacity, 32 * settings.maxLine)
    settings.floodWindow = floodWindow()
    settings.reconcileInterval = .seconds(
      seconds("DECNET_COLLECTOR_RECONCILE_S", default: 30, in: Self.reconcileSeconds)
    )
    settings.sessions = sessions()
    settings.filter = EventFilter(
      droppedServices: list("DECNET_COLLECTOR_DROP_APPS") ?? EventFilter.defaultDroppedServices,
      floodTypes: list("DECNET_COLLECTOR_RL_EVENT_TYPES") ?? EventFilter.defaultFloodTypes
    )
    return (settings, logLevel())
  }

  /// One of a few words; what is none of them ends the start, because each guess could lose or repeat lines.
  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String,
    _ text: String?
  ) throws -> Choice? {
    guard let text else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw SettingsError(description: "\(name) '\(text)': wants one of \(all)")
    }
    return choice
  }

  private func endpoint() throws -> EngineEndpoint {
    let host = options.fleet.dockerHost ?? value("DOCKER_HOST")
    do {
      return try EngineEndpoint(
        host: host,
        tlsVerify: value("DOCKER_TLS_VERIFY") != nil,
        certPath: value("DOCKER_CERT_PATH")
      )
    } catch {
      let source = options.fleet.dockerHost == nil ? "DOCKER_HOST" : "--docker-host"
      throw SettingsError(description: "\(source) '\(host ?? "")': \(error.message)")
    }
  }

  private func value(_ name: String) -> String? { environment[name] }

  /// Who reads the records beside the path that was given must know where else they are.
  private mutating func tellName(of logFile: String, _ recordFile: String) {
    let (path, source) = options.fleet.log.given(environment)
    if LogName.mayBeBegunElsewhere(logFile) {
      warnings.append(
        "\(source) '\(path)': has hard links; a record that was begun under one in another directory can't be found"
          + " from here and would have to be given by that name"
      )
    }
    guard JournalSettings.recordFile(for: LogName.spelled(path)) != recordFile else { return }
    warnings.append("\(source) '\(path)': is another name of \(logFile); the records go to \(recordFile)")
  }

  /// A list that is set and empty is an empty list: it turns its filter off.
  private func list(_ name: String) -> [String]? {
    environment.variables[name].map(items)
  }

  private func items(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  private func selectors() throws -> [(label: String, value: String)] {
    let fromEnvironment = items(value("DECKLOG_SELECT") ?? "").map { ("DECKLOG_SELECT", $0) }
    return try (fromEnvironment + options.fleet.selectors.map { ("--select", $0) }).map { source, text in
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw SettingsError(description: "\(source) '\(text)': wants LABEL=VALUE, such as honeypot=true")
      }
      return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
  }

  private mutating func maxLine() -> Int {
    let (source, text) =
      options.maxLine.map { ("--max-line", $0) } ?? ("DECKLOG_MAX_LINE", value("DECKLOG_MAX_LINE") ?? "")
    guard !text.isEmpty else { return LineOptions.defaultMaxLine }
    if let bytes = Int(text), LineOptions.allowed.contains(bytes) { return bytes }
    let allowed = LineOptions.allowed
    warn(
      source,
      text,
      "bytes from \(allowed.lowerBound) to \(allowed.upperBound)",
      "\(LineOptions.defaultMaxLine)"
    )
    return LineOptions.defaultMaxLine
  }

  /// Nanoseconds.
  private mutating func floodWindow() -> Int64 {
    let name = "DECNET_COLLECTOR_RL_WINDOW_SEC"
    guard let text = value(name) else { return 1_000_000_000 }
    guard let seconds = Double(text.trimmingCharacters(in: .whitespaces)), seconds.isFinite else {
      warn(name, text, "seconds", "1.0")
      return 1_000_000_000
    }
    return seconds <= 0 ? 0 : Int64(exactly: (seconds * 1e9).rounded()) ?? .max
  }

  private mutating func seconds(_ name: String, default fallback: Double, in range: ClosedRange<Double>)
    -> Double
  {
    guard let text = value(name) else { return fallback }
    if let seconds = Double(text.trimmingCharacters(in: .whitespaces)), range.contains(seconds) {
      return seconds
    }
    warn(name, text, "seconds from \(Int(range.lowerBound)) to \(Int(range.upperBound))", "\(fallback)")
    return fallback
  }

  private mutating func sessions() -> SessionSettings {
    var sessions = SessionSettings()
    sessions.commandLifetime = Int64(
      seconds(
        "DECNET_COLLECTOR_SESSION_AGG_TTL_SEC",
        default: Double(sessions.commandLifetime),
        in: Self.sessionSeconds
      )
    )
    let name = "DECNET_ARTIFACTS_ROOT"
    if let path = value(name) {
      if path.hasPrefix("/") {
        sessions.artifactsRoot = path
      } else {
        warn(name, path, "an absolute path", sessions.artifactsRoot)
      }
    }
    return sessions
  }

  private mutating func logLevel() -> Logger.Level {
    let (source, text) =
      options.logLevel.map { ("--log-level", $0) } ?? ("DECKLOG_LOG_LEVEL", value("DECKLOG_LOG_LEVEL") ?? "")
    guard !text.isEmpty else { return .info }
    if let level = Logger.Level(rawValue: text.lowercased()) { return level }
    warn(source, text, Logger.Level.allCases.map(\.rawValue).joined(separator: ", "), "info")
    return .info
  }

  private mutating func warn(_ name: String, _ text: String, _ wanted: String, _ used: String) {
    warnings.append("\(name) '\(text)': wants \(wanted); \(used) is used")
  }
}
