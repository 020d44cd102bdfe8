/// What the indices have of an event.
struct ScannedEvent {
  let id: Int64
  let time: Int64
  let attacker: Int64
  let decky: Int64
  let service: Int64
  let eventType: Int64
  let credential: Int64
}
