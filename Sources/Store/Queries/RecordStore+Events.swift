internal import Basics
internal import GRDB
package import Records

extension RecordStore {
  package func events(
    _ query: StoreQuery = StoreQuery(),
    isOldestFirst: Bool = false,
    after cursor: EventCursor? = nil,
    bytes most: Int = EventPage.mostBytes
  ) throws(StoreError) -> EventPage {
    try read { db in
      var page = EventPage(events: [])
      var bytes = 0
      let sign = isOldestFirst ? ">" : "<"
      let bound = cursor.map { cursor in
        (
          "event.time \(sign)= ? AND (event.time \(sign) ? OR event.id \(sign) ?)",
          [cursor.time, cursor.time, cursor.id]
        )
      }
      try EventScan(query, db).run(isDescending: !isOldestFirst, bound: bound, byID: true) { event in
        let isFull = page.events.count >= query.count
        let json = isFull ? "" : try Names.text("json", of: event.id, in: "event", db)
        bytes += json.utf8.count
        guard !isFull, page.events.isEmpty || bytes <= most else {
          page.next = page.events.last.map { EventCursor(after: $0) }
          return false
        }
        page.events.append(StoredEvent(id: event.id, time: RecordTime(nanoseconds: event.time), json: json))
        return true
      }
      return page
    }
  }
}
