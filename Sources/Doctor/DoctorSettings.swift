package import Collector
package import DockerEngine
package import HTTPListener
package import ServiceBus

/// What the doctor checks.
package struct DoctorSettings: Sendable {
  package var collector: CollectorSettings
  package var bus: BusEndpoint
  /// Whether the bus was configured; otherwise its usual place is tried.
  package var namesBus: Bool
  /// Where a collector listens, if known.
  package var listen: ListenAddress?
  package var version: String
  package var sinks: [any Check]
  /// Why a file of a container can't be read on this host; `nil` if it can, or does not exist yet. May block.
  package var unreadable: @Sendable (_ details: ContainerDetails, _ path: String) -> UnreadableReason? = {
    UnreadableReason.find($1, in: $0)
  }
  /// Where to look for other programs of this host.
  package var places = HostPlaces()

  package init(
    _ collector: CollectorSettings,
    bus: BusEndpoint,
    namesBus: Bool = false,
    listen: ListenAddress? = nil,
    version: String,
    sinks: [any Check] = []
  ) {
    self.collector = collector
    self.bus = bus
    self.namesBus = namesBus
    self.listen = listen
    self.version = version
    self.sinks = sinks
  }
}

/// Where this host keeps what is known of its other programs. Tests use directories of their own.
package struct HostPlaces: Sendable {
  /// One directory for each process (proc(5)).
  package var processes = "/proc"
  package var logrotate = "/etc/logrotate.conf"
  /// Where systemd looks for units and drop-ins, in order of precedence.
  package var unitDirectories = [
    "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system", "/lib/systemd/system",
  ]
  /// The user of the framework's API if no unit names one.
  package var apiUser = "decnet"
}
