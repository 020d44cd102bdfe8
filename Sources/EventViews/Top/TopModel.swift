internal import Basics
package import Records

/// The model of `decklog top`: counts in a sliding window.
///
/// The caller supplies records and the time. Memory is bounded: at most ``capacity`` keys per panel, each of at most
/// ``longestKey`` bytes, and the last ``mostEvents`` events, shortened.
package struct TopModel: Sendable {
  /// The most keys per panel.
  package static let capacity = 10_000
  /// The window slides in this many steps.
  package static let slices = 60
  /// The longest key, in bytes; longer ones are truncated.
  package static let longestKey = 256
  /// The most events that are kept.
  package static let mostEvents = 200
  /// The valid windows, in seconds: a minute to a week.
  package static let windows = 60...604_800

  /// The window's length in seconds.
  package let window: Int
  package let began: RecordTime
  package private(set) var now: RecordTime
  /// All records.
  package private(set) var seen = 0
  /// Lines that are not records.
  package private(set) var notRead = 0

  private var counts: [TopPanel: SlidingCounts] = [:]
  private var rates: EventRates
  private var events: [EventRecord] = []

  /// An empty model. The window is in seconds, within ``windows``.
  package init(window: Int, now: RecordTime, capacity: Int = Self.capacity) {
    self.window = window
    self.now = now
    began = now
    rates = EventRates(now: now)
    for panel in TopPanel.allCases where panel != .lastEvents {
      counts[panel] = SlidingCounts(capacity: capacity, slices: Self.slices, current: slice(of: now))
    }
  }

  package var windowStart: RecordTime {
    RecordTime(nanoseconds: now.nanoseconds.subtractingSaturated(Int64(window) * 1_000_000_000))
  }

  private func slice(of time: RecordTime) -> Int64 {
    time.nanoseconds / (Int64(window) * 1_000_000_000 / Int64(Self.slices))
  }

  /// Advances the time, which never goes back.
  package mutating func advance(to time: RecordTime) {
    guard time > now else { return }
    now = time
    rates.advance(to: time)
    let current = slice(of: time)
    for panel in counts.keys { counts[panel]?.advance(to: current) }
  }

  /// Counts a record; one from before the window only in ``seen``.
  package mutating func add(_ record: EventRecord) {
    seen += 1
    // A record from a clock ahead of this one must not stay in the window longer.
    let time = min(record.time ?? now, now)
    let slice = slice(of: time)
    rates.add(time)
    keep(record, time)
    func count(_ panel: TopPanel, _ key: String, note: String, peer: String? = nil) {
      counts[panel]?.add(
        Self.shortened(key),
        slice: slice,
        time: time,
        note: Self.shortened(note),
        peer: peer
      )
    }
    // An address that a client can set adds nothing to the counts of the real one.
    let mark = record.isAddressFromClient ? " " + EventFormatter.clientMark : ""
    let known = record.canonicalAttacker.map { Self.shortened($0, Self.longestKey - mark.utf8.count) + mark }
    if let known { count(.attackers, known, note: record.service, peer: record.decky) }
    let attacker = known ?? record.attackerIP
    count(.deckies, record.decky, note: attacker)
    count(.services, record.service, note: attacker)
    count(.eventTypes, record.eventType, note: attacker)
    for credential in record.credentials {
      let (name, password) = (credential.username ?? "", credential.password ?? "")
      count(
        .credentials,
        Self.shortened(name, 127) + ":" + Self.shortened(password, 127),
        note: record.service
      )
    }
  }

  /// Counts the matching records of a batch, and its lines that are not records.
  package mutating func add(_ batch: RecordBatch, matching filter: RecordFilter) {
    batch.forEach { record, _ in
      guard let record else {
        notRead += 1
        return
      }
      if filter.matches(record) { add(record) }
    }
  }

  private mutating func keep(_ record: EventRecord, _ time: RecordTime) {
    guard time >= windowStart else { return }
    var record = record
    record.rawLine = ""
    record.timestamp = Self.shortened(record.timestamp)
    record.decky = Self.shortened(record.decky)
    record.service = Self.shortened(record.service)
    record.eventType = Self.shortened(record.eventType)
    record.attackerIP = Self.shortened(record.attackerIP)
    record.message = Self.shortened(record.message)
    record.source = record.source.map { Self.shortened($0) }
    let names = record.fields.keys.sorted().prefix(16)
    record.fields = Dictionary(
      names.map { (Self.shortened($0), Self.shortened(record.fields[$0] ?? "")) },
      uniquingKeysWith: { first, _ in first }
    )
    events.append(record)
    if events.count >= 2 * Self.mostEvents { events.removeFirst(events.count - Self.mostEvents) }
  }

  /// Truncates a text to a number of bytes.
  private static func shortened(_ text: String, _ most: Int = longestKey) -> String {
    guard text.utf8.count > most else { return text }
    var scalars = String.UnicodeScalarView()
    var rest = most - "…".utf8.count
    for scalar in text.unicodeScalars {
      rest -= UTF8.width(scalar)
      guard rest >= 0 else { break }
      scalars.append(scalar)
    }
    return String(scalars) + "…"
  }
}

extension TopModel {
  /// Whether counts may be too high, since there were more than ``capacity`` keys.
  package var isApproximate: Bool { counts.values.contains { $0.isApproximate } }

  /// Events in the last complete second.
  package var eventsInSecond: Int { rates.history.last ?? 0 }

  /// Events a second, over the last minute.
  package var eventsPerSecond: Double { Double(rates.history.reduce(0, +)) / Double(EventRates.seconds) }

  /// Events in each of the last 60 seconds, the oldest first.
  package var history: [Int] { rates.history }

  /// The number of a panel's rows.
  package func count(_ panel: TopPanel) -> Int {
    panel == .lastEvents ? min(events.count, Self.mostEvents) : counts[panel]?.entries.count ?? 0
  }

  /// A panel's rows from an index on, in descending order of events.
  package func rows(_ panel: TopPanel, from first: Int = 0, limit: Int) -> [TopRow] {
    guard let counts = counts[panel], limit > 0 else { return [] }
    return counts.highest(first.addingSaturated(limit)).dropFirst(first).map { entry in
      TopRow(
        key: entry.key,
        events: entry.total,
        isApproximate: entry.inherited != nil,
        deckies: panel == .attackers ? entry.peers.count : nil,
        note: entry.note,
        lastSeen: entry.lastSeen
      )
    }
  }

  /// The last events from an index on, the latest first.
  package func lastEvents(from first: Int = 0, limit: Int) -> [EventRecord] {
    Array(events.suffix(Self.mostEvents).reversed().dropFirst(first).prefix(max(0, limit)))
  }
}

package struct TopRow: Sendable, Hashable {
  /// An address or name.
  package var key: String
  /// Its events in the window.
  package var events: Int
  /// Whether ``events`` may be too high, because the key replaced another one.
  package var isApproximate: Bool
  /// The number of deckies; `nil` if not counted.
  package var deckies: Int?
  /// The service or attacker last seen with the key.
  package var note: String
  package var lastSeen: RecordTime
}
