import Basics

package struct EventPage: Sendable, Hashable {
  /// The most bytes of records in a page unless the caller sets another limit.
  package static let mostBytes = 16 << 20

  package var events: [StoredEvent]
  /// Where the next page begins; `nil` if this is the last.
  package var next: EventCursor?

  package init(events: [StoredEvent], next: EventCursor? = nil) {
    self.events = events
    self.next = next
  }
}

package struct StoredEvent: Sendable, Hashable {
  package var id: Int64
  /// When it happened, or when it was stored if its record has no time.
  package var time: RecordTime
  /// The line of the record file, byte for byte, without its LF.
  package var json: String

  package init(id: Int64, time: RecordTime, json: String) {
    self.id = id
    self.time = time
    self.json = json
  }

  package var record: EventRecord {
    var json = json
    return json.withUTF8 { EventRecord(json: UnsafeRawBufferPointer($0)) }
      ?? EventRecord()
  }
}

/// A place between two events, which stays valid when events are added or deleted.
package struct EventCursor: Sendable, Hashable, CustomStringConvertible {
  /// The time of the event before it, in nanoseconds since 1970.
  package let time: Int64
  package let id: Int64

  package init(after event: StoredEvent) { (time, id) = (event.time.nanoseconds, event.id) }

  /// Reads a ``description``; `nil` for other text.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count <= 16 }),
      let time = UInt64(parts[0], radix: 16), let id = UInt64(parts[1], radix: 16)
    else { return nil }
    (self.time, self.id) = (Int64(bitPattern: time), Int64(bitPattern: id))
  }

  /// Text that needs no escapes in a URL.
  package var description: String {
    String(UInt64(bitPattern: time), radix: 16) + "-" + String(UInt64(bitPattern: id), radix: 16)
  }
}
