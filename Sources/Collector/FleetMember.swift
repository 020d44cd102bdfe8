import DecoyEvents

/// A container that belongs to the fleet, as the engine's list or an event tells of it.
package struct FleetMember: Sendable, Hashable {
  package let id: String
  package var name: String
  /// The decky and the service that its labels name.
  package let decky: String?
  package let service: String?

  var origin: RecordOrigin {
    RecordOrigin(container: name, id: id, decky: decky, service: service)
  }
}
