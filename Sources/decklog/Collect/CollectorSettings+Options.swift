import Basics
import Collector
import DecoyEvents
import DockerEngine
import Evidence

extension CollectorSettings {
  /// The settings of a collector: flags, then the environment, then the framework's settings file, then defaults.
  ///
  /// - Parameter reader: its ``SettingReader/check()`` is the caller's to make before anything is done.
  init(_ options: CollectOptions, _ reader: inout SettingReader) {
    let (logFile, recordFile) = options.fleet.log.files(&reader)
    if let (name, path) = reader.value(of: Settings.logFile, options.fleet.log.logFile) {
      reader.noteName(of: logFile, recordFile, name, path)
    }
    self.init(
      logFile: logFile,
      recordFile: recordFile,
      endpoint: reader.endpoint(options.fleet.dockerHost),
      stateFile: reader.read(Settings.stateFile, options.fleet.stateFile)
    )
    selectors = reader.selectors(options.fleet.selectors)
    source = reader.read(Settings.source, options.source)
    beginning = reader.read(Settings.beginning, options.beginning)
    journal.stateDirectory =
      reader.read(Settings.stateDirectory, options.fleet.stateDir) ?? journal.stateDirectory
    journal.synchronization = reader.read(Settings.synchronization, options.synchronization)
    journal.allowsUnsafeFileSystem = options.allowUnsafeFileSystem
    collectsStandardError = options.collectsStandardError
    maxLine = reader.read(Settings.maxLine, options.maxLine)
    journal.ringCapacity = max(journal.ringCapacity, 32 * maxLine)
    floodWindow = reader.floodWindow()
    reconcileInterval = .seconds(reader.read(Settings.reconcileInterval))
    sessions.commandLifetime = Int64(reader.read(Settings.commandLifetime))
    sessions.artifactsRoot = reader.read(Settings.artifactsRoot)
    filter = EventFilter(
      droppedServices: reader.read(Settings.droppedServices),
      floodTypes: reader.read(Settings.floodTypes)
    )
  }
}

extension SettingReader {
  fileprivate mutating func endpoint(_ given: String?) -> EngineEndpoint {
    let host = read(Settings.dockerHost, given)
    let verifies = read(Settings.dockerTLSVerify)
    let certificates = read(Settings.dockerCertPath)
    do {
      return try EngineEndpoint(host: host, tlsVerify: verifies, certPath: certificates)
    } catch {
      refuse(name(of: Settings.dockerHost, given), host, error.message)
      return EngineEndpoint(address: .unix(path: EngineEndpoint.defaultSocketPath))
    }
  }

  /// Whoever reads the records beside the path that was given must know where else they are.
  ///
  /// - Parameters:
  ///   - name: what the path was given by.
  ///   - path: as it was given.
  fileprivate mutating func noteName(
    of logFile: String,
    _ recordFile: String,
    _ name: String,
    _ path: String
  ) {
    // Of a log that was refused nothing else is said.
    guard !path.isEmpty, JournalSettings.recordFile(for: logFile) == recordFile else { return }
    if LogName.mayBeBegunElsewhere(logFile) {
      note(
        "\(name) '\(path)': has hard links; a record that was begun under one in another directory can't be found"
          + " from here and would have to be given by that name"
      )
    }
    guard JournalSettings.recordFile(for: LogName.spelled(path)) != recordFile else { return }
    note("\(name) '\(path)': is another name of \(logFile); the records go to \(recordFile)")
  }

  /// Those of the environment and of all flags.
  fileprivate mutating func selectors(_ given: [String]) -> [FleetRules.Selector] {
    var selectors = read(Settings.selectors)
    for text in given {
      if let selector = Settings.selector(text) {
        selectors.append(selector)
      } else {
        refuse(Settings.selectors.description.flag ?? "", text, expected: Settings.selectors.format.expected)
      }
    }
    return selectors
  }

  /// Nanoseconds.
  fileprivate mutating func floodWindow() -> Int64 {
    let seconds = read(Settings.floodWindow)
    return seconds <= 0 ? 0 : Int64(exactly: (seconds * 1e9).rounded()) ?? .max
  }
}
