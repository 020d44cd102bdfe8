import DecoyEvents

/// A container that belongs to the fleet, as the engine's list or an event tells of it.
struct FleetMember: Sendable, Hashable {
  let id: String
  var name: String
  /// The decky and the service that its labels name.
  let decky: String?
  let service: String?

  var origin: RecordOrigin {
    RecordOrigin(container: name, id: id, decky: decky, service: service)
  }
}
