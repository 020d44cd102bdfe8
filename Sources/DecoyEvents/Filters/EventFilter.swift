/// The events that don't become records: those of native daemons, and floods of some types.
package struct EventFilter: Sendable, Hashable {
  /// The default service names of native daemons.
  package static let defaultDroppedServices = [
    "sshd", "pam_unix", "sudo", "su", "CRON", "cron", "systemd", "kernel", "rsyslogd", "dbus-daemon",
  ]
  /// The default types of events that come in floods.
  package static let defaultFloodTypes = ["connect", "disconnect", "connection", "accept", "close"]

  private let droppedServices: [[UInt8]]
  private let floodTypes: [[UInt8]]

  /// The names must match exactly.
  package init(
    droppedServices: [String] = Self.defaultDroppedServices,
    floodTypes: [String] = Self.defaultFloodTypes
  ) {
    self.droppedServices = droppedServices.map { Array($0.utf8) }
    self.floodTypes = floodTypes.map { Array($0.utf8) }
  }

  func drops(service: UnsafeRawBufferPointer) -> Bool { Self.contains(droppedServices, service) }

  func isFloodType(_ type: UnsafeRawBufferPointer) -> Bool { Self.contains(floodTypes, type) }

  private static func contains(_ names: [[UInt8]], _ name: UnsafeRawBufferPointer) -> Bool {
    names.contains { $0.count == name.count && $0.withUnsafeBytes { $0 == name } }
  }
}
