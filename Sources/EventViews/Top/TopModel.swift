public import Basics
public import Records

/// What `decklog top` knows: what there was in a sliding window, most of it first.
///
/// Records and the time come from outside. Memory is bounded whatever comes: at most ``capacity`` keys for each panel, each
/// of at most ``longestKey`` bytes, and the last ``mostEvents`` events, shortened.
public struct TopModel: Sendable {
  /// The most keys of each panel.
  public static let capacity = 10_000
  /// The window slides in so many steps.
  public static let slices = 60
  /// The longest key, in bytes; what is longer counts by its beginning.
  public static let longestKey = 256
  /// The most events that are kept as they are.
  public static let mostEvents = 200
  /// The windows that make sense, in seconds: a minute to a week.
  public static let windows = 60...604_800

  /// The window's length in seconds.
  public let window: Int
  /// When the view began.
  public let began: RecordTime
  /// What the time is.
  public private(set) var now: RecordTime
  /// All records that came.
  public private(set) var seen = 0
  /// Lines that came and are no records.
  public private(set) var notRead = 0

  private let capacity: Int
  private var counts: [TopPanel: SlidingCounts] = [:]
  private var rates: EventRates
  private var events: [EventRecord] = []

  /// An empty one.
  ///
  /// - Parameter window: in seconds; one of ``windows``.
  public init(window: Int, now: RecordTime) { self.init(window: window, now: now, capacity: Self.capacity) }

  init(window: Int, now: RecordTime, capacity: Int) {
    self.window = window
    self.capacity = capacity
    self.now = now
    began = now
    rates = EventRates(now: now)
    for panel in TopPanel.allCases where panel != .lastEvents {
      counts[panel] = SlidingCounts(capacity: capacity, slices: Self.slices, current: slice(of: now))
    }
  }

  /// The first moment of the window.
  public var windowStart: RecordTime {
    RecordTime(nanoseconds: now.nanoseconds.subtractingSaturated(Int64(window) * 1_000_000_000))
  }

  private func slice(of time: RecordTime) -> Int64 {
    time.nanoseconds / (Int64(window) * 1_000_000_000 / Int64(Self.slices))
  }

  /// Tells it the time; it never goes back.
  public mutating func advance(to time: RecordTime) {
    guard time > now else { return }
    now = time
    rates.advance(to: time)
    let current = slice(of: time)
    for panel in counts.keys { counts[panel]?.advance(to: current) }
  }

  /// Counts a record; one from before the window is only ``seen``.
  public mutating func add(_ record: EventRecord) {
    seen += 1
    // A clock that is ahead of this one must not keep what it counts for ever.
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
    let known = record.canonicalAttacker
    if let known { count(.attackers, known, note: record.service, peer: record.decky) }
    let attacker = known ?? record.attackerIP
    count(.deckies, record.decky, note: attacker)
    count(.services, record.service, note: attacker)
    count(.eventTypes, record.eventType, note: attacker)
    if record.username != nil || record.password != nil {
      let (name, password) = (record.username ?? "", record.password ?? "")
      count(
        .credentials,
        Self.shortened(name, 127) + ":" + Self.shortened(password, 127),
        note: record.service
      )
    }
  }

  /// Counts the records of a batch that are wanted, and its lines that are none.
  public mutating func add(_ batch: RecordBatch, matching filter: RecordFilter) {
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
    let names = record.fields.keys.sorted().prefix(16)
    record.fields = Dictionary(
      names.map { (Self.shortened($0), Self.shortened(record.fields[$0] ?? "")) },
      uniquingKeysWith: { first, _ in first }
    )
    events.append(record)
    if events.count >= 2 * Self.mostEvents { events.removeFirst(events.count - Self.mostEvents) }
  }

  /// The beginning of a text, in bytes.
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
  /// Whether there were more keys than are kept, so that counts may be too high.
  public var isApproximate: Bool { counts.values.contains { $0.isApproximate } }

  /// Events in the last second that is over.
  public var eventsInSecond: Int { rates.history.last ?? 0 }

  /// Events a second, over the last minute.
  public var eventsPerSecond: Double { Double(rates.history.reduce(0, +)) / Double(EventRates.seconds) }

  /// Events of each of the last 60 seconds, the oldest first.
  public var history: [Int] { rates.history }

  /// How many keys a panel has.
  public func count(_ panel: TopPanel) -> Int {
    panel == .lastEvents ? min(events.count, Self.mostEvents) : counts[panel]?.entries.count ?? 0
  }

  /// A panel's keys: those with the most events first, from one of them on.
  public func rows(_ panel: TopPanel, from first: Int = 0, limit: Int) -> [TopRow] {
    guard let counts = counts[panel], limit > 0 else { return [] }
    let (end, isTooMuch) = first.addingReportingOverflow(limit)
    return counts.highest(isTooMuch ? .max : end).dropFirst(first).map { entry in
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

  /// The last events, the last one first, from one of them on.
  public func lastEvents(from first: Int = 0, limit: Int) -> [EventRecord] {
    Array(events.suffix(Self.mostEvents).reversed().dropFirst(first).prefix(max(0, limit)))
  }
}
