internal import Addresses

/// Which records are wanted. What is empty or `nil` wants all; of several values of one kind one is enough, and each
/// kind must agree.
public struct RecordFilter: Sendable, Hashable {
  /// Names of fake machines.
  public var deckies: [String] = []
  /// Names of fake services.
  public var services: [String] = []
  /// Event types.
  public var events: [String] = []
  /// Where the attacker is.
  public var attackers: [AddressRange] = []
  /// The first moment that is wanted.
  public var since: RecordTime?
  /// The first moment that is not wanted any more.
  public var until: RecordTime?
  /// What stands somewhere in the line, the message or a field's value; letters of ASCII in any case.
  public var text: String?

  /// A filter that wants all.
  public init() {}

  /// Whether it wants all.
  public var wantsAll: Bool { self == RecordFilter() }

  /// Whether the record is wanted.
  public func matches(_ record: EventRecord) -> Bool {
    guard deckies.isEmpty || Self.contains(deckies, record.decky),
      services.isEmpty || Self.contains(services, record.service),
      events.isEmpty || Self.contains(events, record.eventType),
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

  /// By their bytes: to `String`, two names that look the same are equal.
  private static func contains(_ names: [String], _ name: String) -> Bool {
    names.contains { $0.utf8.elementsEqual(name.utf8) }
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
