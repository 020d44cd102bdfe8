/// What different things there are in some events.
struct EventTraces {
  private(set) var attackers: Set<Int64> = []
  private(set) var deckies: Set<Int64> = []
  private(set) var services: Set<Int64> = []
  private(set) var credentials: Set<Int64> = []

  mutating func add(_ event: ScannedEvent) {
    if event.attacker > 0 { attackers.insert(event.attacker) }
    deckies.insert(event.decky)
    services.insert(event.service)
    if event.credential > 0 { credentials.insert(event.credential) }
  }
}
