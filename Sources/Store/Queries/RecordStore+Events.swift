public import Basics
internal import GRDB
internal import Records

extension RecordStore {
  /// How many bytes of records a page has at most, unless a single one is longer or somebody says otherwise.
  public static let pageBytes = 16 << 20

  /// Events by their times.
  ///
  /// - Parameters:
  ///   - query: which, and how many; its offset counts for nothing.
  ///   - isOldestFirst: otherwise the newest come first.
  ///   - cursor: where an earlier page with the same question ended.
  ///   - most: how many bytes of records the page has at most, unless a single one is longer.
  /// - Throws: ``StoreError``.
  public func events(
    _ query: StoreQuery = StoreQuery(),
    isOldestFirst: Bool = false,
    after cursor: EventCursor? = nil,
    bytes most: Int = RecordStore.pageBytes
  ) throws(StoreError) -> EventPage {
    try read("read") { db in
      var events: [StoredEvent] = []
      var bytes = 0
      var next: EventCursor?
      let sign = isOldestFirst ? ">" : "<"
      let bound = cursor.map { cursor in
        ("time \(sign)= ? AND (time \(sign) ? OR id \(sign) ?)", [cursor.time, cursor.time, cursor.id])
      }
      try EventScan(query, db).run(isDescending: !isOldestFirst, bound: bound, byID: true) { event in
        let isFull = events.count >= query.count
        let json = isFull ? "" : try Names.text("json", of: event.id, in: "event", db)
        bytes += json.utf8.count
        guard !isFull, events.isEmpty || bytes <= most else {
          next = events.last.map { EventCursor(time: $0.time.nanoseconds, id: $0.id) }
          return false
        }
        events.append(StoredEvent(id: event.id, time: RecordTime(nanoseconds: event.time), json: json))
        return true
      }
      return EventPage(events: events, next: next)
    }
  }
}
