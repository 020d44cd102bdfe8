internal import Basics

extension EventRecord {
  /// The deepest nesting of a record.
  private static let depth = 16

  /// Reads one line of a record file, with or without its LF.
  ///
  /// Other writers may append too: members in any order, unknown ones ignored, other values kept as JSON text.
  ///
  /// - Returns: `nil` if it is not a JSON object, or lacks `timestamp`, `decky`, `service` or `event_type`.
  package init?(json line: UnsafeRawBufferPointer) {
    var scanner = JSONScanner(line, maximumDepth: Self.depth)
    var record = EventRecord()
    var required = 0
    do {
      try scanner.skipObject(depth: 1) { name, value throws(JSONScanner.Fault) in
        let value = UnsafeRawBufferPointer(rebasing: line[value])
        switch UnsafeRawBufferPointer(rebasing: line[name]) {
        case "timestamp": required |= Self.take(value, into: &record.timestamp) ? 1 : 0
        case "decky": required |= Self.take(value, into: &record.decky) ? 2 : 0
        case "service": required |= Self.take(value, into: &record.service) ? 4 : 0
        case "event_type": required |= Self.take(value, into: &record.eventType) ? 8 : 0
        case "attacker_ip": _ = Self.take(value, into: &record.attackerIP)
        case "fields": record.fields = try Self.fields(value)
        case "msg": _ = Self.take(value, into: &record.message)
        case "raw_line": _ = Self.take(value, into: &record.rawLine)
        case "attribution": record.attribution = Self.string(value)
        case "observed": record.observed = Self.string(value)
        case "origin": record.origin = try Self.origin(value)
        case "source": record.source = Self.string(value)
        case "flags": record.flags = Self.flags(value)
        case "claimed":
          let claimed = try Self.fields(value)
          record.claimedDecky = claimed["decky"]
          record.claimedSensor = claimed["sensor"]
        case "suppressed": record.suppressed = Int(String(decoding: value, as: UTF8.self)) ?? 0
        default: break
        }
      }
    } catch { return nil }
    guard scanner.isAtEnd(), required == 15 else { return nil }
    self = record
  }

  /// The text of a JSON string; `nil` for another value.
  static func string(_ value: UnsafeRawBufferPointer) -> String? {
    guard value.first == UInt8(ascii: "\"") else { return nil }
    return JSONString.decode(UnsafeRawBufferPointer(rebasing: value.dropFirst().dropLast()))
  }

  private static func take(_ value: UnsafeRawBufferPointer, into text: inout String) -> Bool {
    guard let string = string(value) else { return false }
    text = string
    return true
  }

  private static func fields(_ value: UnsafeRawBufferPointer) throws(JSONScanner.Fault) -> [String: String] {
    guard value.first == UInt8(ascii: "{") else { return [:] }
    var fields: [String: String] = [:]
    var scanner = JSONScanner(value, maximumDepth: depth)
    try scanner.skipObject(depth: 1) { name, range throws(JSONScanner.Fault) in
      let text = UnsafeRawBufferPointer(rebasing: value[range])
      let name = JSONString.decode(UnsafeRawBufferPointer(rebasing: value[name]))
      fields[name] = string(text) ?? String(decoding: text, as: UTF8.self)
    }
    return fields
  }

  private static func origin(_ value: UnsafeRawBufferPointer) throws(JSONScanner.Fault) -> Origin? {
    guard value.first == UInt8(ascii: "{") else { return nil }
    let members = try fields(value)
    return Origin(
      container: members["container"] ?? "",
      id: members["id"] ?? "",
      decky: members["decky"],
      service: members["service"]
    )
  }

  /// The strings of an array; flags contain no escapes.
  private static func flags(_ value: UnsafeRawBufferPointer) -> [String] {
    guard value.first == UInt8(ascii: "[") else { return [] }
    return value.split(separator: UInt8(ascii: "\"")).enumerated().compactMap { index, piece in
      index % 2 == 1 ? String(decoding: piece, as: UTF8.self) : nil
    }
  }
}

/// Compares JSON text without creating a string.
private func ~= (pattern: StaticString, text: UnsafeRawBufferPointer) -> Bool {
  text.count == pattern.utf8CodeUnitCount
    && text.elementsEqual(UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount))
}
