package import Basics
package import Collector
import Files
package import Logging

/// The settings of a running collector and its sinks.
package struct DaemonSettings {
  package private(set) var collector: CollectorSettings
  package let logLevel: Logger.Level
  /// Makes each kind of sink; `nil` for one that is off.
  let sinks: [(kind: any RecordSink.Type, make: SinkMaker?)]
  /// systemd's variables are among them.
  let environment: SettingsEnvironment

  /// Reads flags, then the environment, then the framework's settings file, then defaults.
  ///
  /// - Parameter reader: the caller checks it before anything is opened, and raises ``OpenFileLimit`` before.
  package init(_ reader: inout SettingReader, _ flags: Flags, sinks: [any RecordSink.Type] = Sinks.all) {
    collector = CollectorSettings(&reader, flags)
    self.sinks = sinks.map { ($0, $0.read(&reader, flags)) }
    logLevel = reader.read(Settings.logLevel, flags)
    collector.openFiles = OpenFiles.limit - Self.ownFiles(flags)
    environment = reader.environment
  }

  /// The descriptors that the process takes without any container.
  package static func ownFiles(_ flags: Flags) -> Int {
    let listens = flags[Settings.listen] != nil || flags[isOn: Settings.dashboard]
    return OpenFiles.least + (listens ? OpenFiles.listener : 0)
  }
}
