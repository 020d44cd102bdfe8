/// Which events are kept from the records: those of native daemons, and floods of some types.
public struct EventFilter: Sendable, Hashable {
  /// The service names of native daemons, unless the operator says otherwise.
  public static let defaultDroppedServices = [
    "sshd", "pam_unix", "sudo", "su", "CRON", "cron", "systemd", "kernel", "rsyslogd", "dbus-daemon",
  ]
  /// The types of events that come in floods, unless the operator says otherwise.
  public static let defaultFloodTypes = ["connect", "disconnect", "connection", "accept", "close"]

  private let droppedServices: [[UInt8]]
  private let floodTypes: [[UInt8]]

  /// Both lists hold exact names.
  public init(
    droppedServices: [String] = Self.defaultDroppedServices,
    floodTypes: [String] = Self.defaultFloodTypes
  ) {
    self.droppedServices = droppedServices.map { Array($0.utf8) }
    self.floodTypes = floodTypes.map { Array($0.utf8) }
  }

  func drops(service: UnsafeRawBufferPointer) -> Bool {
    Self.contains(droppedServices, service)
  }

  func isFloodType(_ type: UnsafeRawBufferPointer) -> Bool {
    Self.contains(floodTypes, type)
  }

  private static func contains(_ names: [[UInt8]], _ name: UnsafeRawBufferPointer) -> Bool {
    names.contains { $0.count == name.count && $0.withUnsafeBytes { $0 == name } }
  }
}
