public import Collector
public import HTTPListener
public import ServiceBus

/// What is to be examined.
public struct DoctorSettings: Sendable {
  /// What a collector on this host would be told.
  public var collector: CollectorSettings
  /// Where the bus is.
  public var bus: BusEndpoint
  /// Whether somebody has said that there is a bus; otherwise it is looked for where it usually is.
  public var namesBus: Bool
  /// Where a collector listens; `nil` where that is not known.
  public var listen: ListenAddress?
  /// The program's version.
  public var version: String
  /// Who reads the record file.
  public var consumers: [any ConsumerProbe]
  /// Where to look for other programs of this host.
  package var places = HostPlaces()

  /// Settings with no listener and no readers.
  public init(
    _ collector: CollectorSettings,
    bus: BusEndpoint,
    namesBus: Bool = false,
    listen: ListenAddress? = nil,
    version: String,
    consumers: [any ConsumerProbe] = []
  ) {
    self.collector = collector
    self.bus = bus
    self.namesBus = namesBus
    self.listen = listen
    self.version = version
    self.consumers = consumers
  }
}
