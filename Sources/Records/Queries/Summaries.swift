package struct StoreTotals: Sendable, Hashable {
  package var events: Int
  /// Attackers whose address is known.
  package var attackers: Int
  package var deckies: Int
  package var services: Int

  package init(events: Int, attackers: Int, deckies: Int, services: Int) {
    self.events = events
    self.attackers = attackers
    self.deckies = deckies
    self.services = services
  }
}

/// How many events have a name.
package struct Tally: Sendable, Hashable {
  /// What the name is of; the raw value is the store's table.
  package enum Subject: String, Sendable {
    case decky, service
    case eventType = "event_type"
  }

  package var name: String
  package var events: Int

  package init(name: String, events: Int) {
    self.name = name
    self.events = events
  }
}

package struct AttackerSummary: Sendable, Hashable {
  /// The canonical address, or the text that another writer's record has instead.
  package var address: String
  package var events: Int
  package var first: RecordTime
  package var last: RecordTime
  package var deckies: Int
  package var services: Int
  /// How many different credentials were tried.
  package var credentials: Int
  /// How many of the events have the address from something that a client can set: the attacker may be another.
  package var fromClients: Int

  package init(
    address: String,
    events: Int,
    first: RecordTime,
    last: RecordTime,
    deckies: Int,
    services: Int,
    credentials: Int,
    fromClients: Int = 0
  ) {
    self.address = address
    self.events = events
    self.first = first
    self.last = last
    self.deckies = deckies
    self.services = services
    self.credentials = credentials
    self.fromClients = fromClients
  }
}

/// A user name and password that were tried together.
package struct CredentialSummary: Sendable, Hashable {
  /// `nil` if only a password was tried.
  package var username: String?
  /// `nil` if only a user name was tried.
  package var password: String?
  package var attempts: Int
  /// How many attackers tried it whose address is known.
  package var attackers: Int
  package var first: RecordTime
  package var last: RecordTime

  package init(
    username: String?,
    password: String?,
    attempts: Int,
    attackers: Int,
    first: RecordTime,
    last: RecordTime
  ) {
    self.username = username
    self.password = password
    self.attempts = attempts
    self.attackers = attackers
    self.first = first
    self.last = last
  }
}

/// What one attacker did on one decky without a long pause, or in one session that the honeypot named.
///
/// The honeypot's events without an address belong to the attacker of their session.
package struct SessionSummary: Sendable, Hashable {
  /// The longest pause within a session that has no name, unless another is asked for.
  package static let defaultGap = Duration.seconds(900)

  package var attacker: String
  package var decky: String
  package var start: RecordTime
  package var end: RecordTime
  package var events: Int
  /// The names of the services, sorted.
  package var services: [String]
  /// The event types, sorted.
  package var eventTypes: [String]
  /// How many different credentials were tried.
  package var credentials: Int
  /// The name that the honeypot gave it, if any.
  package var session: String?

  package init(
    attacker: String,
    decky: String,
    start: RecordTime,
    end: RecordTime,
    events: Int,
    services: [String],
    eventTypes: [String],
    credentials: Int,
    session: String? = nil
  ) {
    self.attacker = attacker
    self.decky = decky
    self.start = start
    self.end = end
    self.events = events
    self.services = services
    self.eventTypes = eventTypes
    self.credentials = credentials
    self.session = session
  }
}

package struct Timeline: Sendable, Hashable {
  package struct Bucket: Sendable, Hashable {
    package var start: RecordTime
    package var events: Int
    /// How many different attackers there were whose address is known.
    package var attackers: Int

    package init(start: RecordTime, events: Int = 0, attackers: Int = 0) {
      self.start = start
      self.events = events
      self.attackers = attackers
    }
  }

  package static let mostBuckets = 1000

  /// Seconds per bucket.
  package var width: Int
  /// From the first bucket with events to the last, empty ones included.
  package var buckets: [Bucket]

  package init(width: Int, buckets: [Bucket]) {
    self.width = width
    self.buckets = buckets
  }
}
