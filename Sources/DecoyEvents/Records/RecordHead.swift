import Syslog

/// The members that every record begins with, as they stand in it: JSON strings with their quotes.
///
/// It reads what ``RecordEncoder`` wrote, in the order in which that writes: no parser of JSON in general.
public struct RecordHead {
  /// When the event was.
  public let timestamp: UnsafeRawBufferPointer
  /// The name of the fake machine.
  public let decky: UnsafeRawBufferPointer
  /// The name of the fake service.
  public let service: UnsafeRawBufferPointer
  /// What happened.
  public let eventType: UnsafeRawBufferPointer
  /// Who did it, or `"Unknown"`.
  public let attackerIP: UnsafeRawBufferPointer

  /// Reads a record.
  ///
  /// - Parameter record: one JSON object; what follows its head is not looked at.
  /// - Returns: `nil` where it does not begin as a record does.
  public init?(_ record: UnsafeRawBufferPointer) {
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

  /// Takes a member's name and its string.
  private static func value(
    of name: StaticString,
    in rest: inout UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer? {
    let start = name.utf8CodeUnitCount
    guard rest.count > start + 1, rest.slice(0..<start) == name, rest[start] == ASCII.quote else {
      return nil
    }
    var end = start + 1
    while end < rest.count, rest[end] != ASCII.quote { end += rest[end] == ASCII.backslash ? 2 : 1 }
    guard end < rest.count else { return nil }
    defer { rest = rest.slice(end + 1..<rest.count) }
    return rest.slice(start..<end + 1)
  }
}
