import Syslog

/// The first members of a record, as JSON strings with their quotes.
///
/// Reads only what ``RecordEncoder`` writes, in its order; it is not a general JSON parser.
package struct RecordHead {
  package let timestamp: UnsafeRawBufferPointer
  package let decky: UnsafeRawBufferPointer
  package let service: UnsafeRawBufferPointer
  package let eventType: UnsafeRawBufferPointer
  /// The attacker's address, or `"Unknown"`.
  package let attackerIP: UnsafeRawBufferPointer

  /// Reads the beginning of a record; `nil` if it doesn't begin like one.
  package init?(_ record: UnsafeRawBufferPointer) {
    var rest = record
    guard let timestamp = Self.value(of: #"{"timestamp":"#, in: &rest),
      let decky = Self.value(of: #","decky":"#, in: &rest),
      let service = Self.value(of: #","service":"#, in: &rest),
      let eventType = Self.value(of: #","event_type":"#, in: &rest),
      let attackerIP = Self.value(of: #","attacker_ip":"#, in: &rest)
    else { return nil }
    self.timestamp = timestamp
    self.decky = decky
    self.service = service
    self.eventType = eventType
    self.attackerIP = attackerIP
  }

  /// Consumes a member's name and value, and returns the value.
  private static func value(
    of name: StaticString,
    in rest: inout UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer? {
    let start = name.utf8CodeUnitCount
    guard rest.count > start + 1, rest.slice(0..<start) == name, rest[start] == ASCII.quote
    else { return nil }
    var end = start + 1
    while end < rest.count, rest[end] != ASCII.quote { end += rest[end] == ASCII.backslash ? 2 : 1 }
    guard end < rest.count else { return nil }
    defer { rest = rest.slice(end + 1..<rest.count) }
    return rest.slice(start..<end + 1)
  }
}
