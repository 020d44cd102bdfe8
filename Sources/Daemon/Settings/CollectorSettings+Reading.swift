package import Basics
package import Collector
import DecoyEvents
import DockerEngine
import Evidence

extension CollectorSettings {
  /// Reads the settings of a collector without its sinks. The caller checks the reader before opening anything.
  package init(_ reader: inout SettingReader, _ flags: Flags) {
    let (logFile, recordFile) = reader.logFiles(flags)
    if let (name, path) = reader.value(of: Settings.logFile, flags[Settings.logFile]) {
      reader.noteName(of: logFile, recordFile, name, path)
    }
    self.init(
      logFile: logFile,
      recordFile: recordFile,
      endpoint: reader.endpoint(flags),
      stateFile: reader.read(Settings.stateFile, flags)
    )
    selectors = reader.selectors(flags)
    sources = reader.sources(flags)
    source = reader.read(Settings.source, flags)
    beginning = reader.read(Settings.beginning, flags)
    journal.stateDirectory = reader.read(Settings.stateDirectory, flags) ?? journal.stateDirectory
    journal.synchronization = reader.read(Settings.synchronization, flags)
    journal.allowsUnsafeFileSystem = flags[isOn: Settings.unsafeFileSystem]
    collectsStandardError = flags[isOn: Settings.standardError]
    maxLine = reader.read(Settings.maxLine, flags)
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
  /// Reads where the raw log and the record file are: under the same names however the log's path is spelled. A path
  /// that can't be a log is refused.
  package mutating func logFiles(_ flags: Flags) -> (log: String, records: String) {
    let path = read(Settings.logFile, flags)
    let name = name(of: Settings.logFile, flags[Settings.logFile])
    guard !path.isEmpty, !path.hasSuffix("/") else {
      refuse(name, path, expected: "the name of a file")
      return (path, path)
    }
    let log = LogName.found(by: path)
    guard JournalSettings.recordFile(for: path) != nil, let records = JournalSettings.recordFile(for: log)
    else {
      refuse(name, path, "the records go to the .json beside the log, so the log can't be a .json itself")
      return (log, log)
    }
    return (log, records)
  }

  /// Notes that the records are not beside `path`, or can't be found by other names of the log.
  ///
  /// - Parameter name: the flag or variable with the path.
  fileprivate mutating func noteName(of logFile: String, _ recordFile: String, _ name: String, _ path: String)
  {
    // A refused log needs no other message.
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

  fileprivate mutating func endpoint(_ flags: Flags) -> EngineEndpoint {
    let host = read(Settings.dockerHost, flags)
    let verifies = read(Settings.dockerTLSVerify)
    let certificates = read(Settings.dockerCertPath)
    do {
      return try EngineEndpoint(host: host, tlsVerify: verifies, certPath: certificates)
    } catch {
      refuse(name(of: Settings.dockerHost, flags[Settings.dockerHost]), host, error.message)
      return EngineEndpoint(address: .unix(path: EngineEndpoint.defaultSocketPath))
    }
  }

  /// The selectors of the environment and of all flags.
  fileprivate mutating func selectors(_ flags: Flags) -> [FleetRules.Selector] {
    var selectors = read(Settings.selectors)
    for text in flags[all: Settings.selectors.description] {
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
