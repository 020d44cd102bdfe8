internal import Addresses

/// Selects records: all conditions must hold, each for one of its values. Empty and `nil` ones always hold.
package struct RecordFilter: Sendable, Hashable {
  package var deckies: [String] = []
  package var services: [String] = []
  package var events: [String] = []
  /// The honeypots' own names of sessions.
  package var sessions: [String] = []
  package var protocols: [String] = []
  package var attackers: [AddressRange] = []
  /// The earliest time, included.
  package var since: RecordTime?
  /// The latest time, excluded.
  package var until: RecordTime?
  /// Text in the line, the message or a field's value, regardless of case in ASCII.
  package var text: String?

  package init() {}

  package var wantsAll: Bool { self == RecordFilter() }

  package func matches(_ record: EventRecord) -> Bool {
    guard deckies.isEmpty || Self.contains(deckies, record.decky),
      services.isEmpty || Self.contains(services, record.service),
      events.isEmpty || Self.contains(events, record.eventType),
      sessions.isEmpty || Self.contains(sessions, record.session),
      protocols.isEmpty || Self.contains(protocols, record.networkProtocol),
      attackers.isEmpty || isFromAttacker(record.attackerIP)
    else { return false }
    if since != nil || until != nil {
      guard let time = record.time else { return false }
      if let since, time < since { return false }
      if let until, time >= until { return false }
    }
    guard let text else { return true }
    let wanted = Array(text.utf8)
    return Self.contains(record.rawLine, wanted) || Self.contains(record.message, wanted)
      || record.fields.values.contains { Self.contains($0, wanted) }
  }

  private func isFromAttacker(_ text: String) -> Bool {
    guard let address = IPAddress(text)?.unmapped else { return false }
    return attackers.contains { $0.contains(address) }
  }

  /// Compares bytes: `String` treats canonically equivalent names as equal.
  private static func contains(_ names: [String], _ name: String?) -> Bool {
    guard let name else { return false }
    return names.contains { $0.utf8.elementsEqual(name.utf8) }
  }

  private static func contains(_ text: String, _ wanted: [UInt8]) -> Bool {
    var text = text
    return text.withUTF8 { text in
      guard wanted.count <= text.count else { return false }
      return (0...(text.count - wanted.count)).contains { start in
        wanted.indices.allSatisfy { lowercased(text[start + $0]) == lowercased(wanted[$0]) }
      }
    }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 { 0x41...0x5A ~= byte ? byte | 0x20 : byte }
}
