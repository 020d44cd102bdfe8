import DecoyEvents
import EventTestSupport
import Foundation

/// Holds a record against the contract, with eyes that are not the encoder's.
struct RecordCheck {
  private static let keys = [
    "timestamp", "decky", "service", "event_type", "attacker_ip", "fields", "msg", "raw_line", "attribution",
    "observed", "origin", "flags", "claimed", "suppressed",
  ].map { Array($0.utf8) }
  private static let flags = [
    "ambiguous_attribution", "identity_mismatch", "malformed_sd", "timestamp_replaced", "truncated",
    "unwrapped",
  ]
  private static let whiteSpace: [UInt8] = [0x20, 0x09, 0x0B, 0x0C, 0x0D]

  /// Checks a record's text, which ends in an LF.
  ///
  /// - Returns: the record.
  func record(
    _ text: [UInt8],
    of line: UnsafeRawBufferPointer,
    in context: RecordContext,
    _ generator: inout SplitMix64
  ) throws -> JSONObject {
    guard text.last == UInt8(ascii: "\n") else { throw RecordFault("no LF") }
    let value = try text.withUnsafeBytes {
      try JSONParser.parse(UnsafeRawBufferPointer(rebasing: $0.dropLast()))
    }
    guard let record = value.object else { throw RecordFault("no object") }
    try checkKeys(of: record)
    try checkLimits(of: record)
    try checkText(of: record, line)
    try checkAddress(of: record, line)
    try checkFlags(of: record, in: context)
    // Every byte of a line can stand in two members, as six bytes each, with a little around it.
    let origin = [context.origin?.container, context.origin?.decky, context.origin?.service].reduce(0) {
      $0 + ($1?.utf8.count ?? 0)
    }
    guard text.count <= 14 * line.count + 18 * origin + 1500 else { throw RecordFault("\(text.count) bytes") }
    if generator.isOneIn(512) { try checkByFoundation(text) }
    return record
  }

  private func checkKeys(of record: JSONObject) throws {
    var rest = Self.keys[...]
    for (index, member) in record.members.enumerated() {
      guard let place = rest.firstIndex(of: member.name) else {
        throw RecordFault("a key out of place: \(record.names)")
      }
      guard index >= 9 || place == index else { throw RecordFault("a key is missing: \(record.names)") }
      rest = rest[(place + 1)...]
    }
    guard record.members.count >= 9 else { throw RecordFault("a key is missing: \(record.names)") }
    for member in record.members.prefix(9) where member.name != Self.keys[5] && member.value.bytes == nil {
      throw RecordFault("no string: \(member)")
    }
  }

  private func checkLimits(of record: JSONObject) throws {
    for key in ["decky", "service", "event_type", "attacker_ip"] {
      guard let bytes = record[key]?.bytes, bytes.count <= 255 else {
        throw RecordFault("\(key) is too long")
      }
    }
    for key in ["msg", "raw_line"] {
      guard let bytes = record[key]?.bytes, bytes.count <= 65_535 else {
        throw RecordFault("\(key) is too long")
      }
    }
    guard let fields = record["fields"]?.object else { throw RecordFault("no fields") }
    var cost = 0
    for member in fields.members {
      guard let value = member.value.bytes else { throw RecordFault("a field that is no string") }
      cost += 8 + Self.asciiCost(of: member.name) + Self.asciiCost(of: value)
    }
    guard cost <= 65_535 else { throw RecordFault("fields of \(cost) bytes") }
  }

  /// What a text, which is UTF-8, takes in JSON of ASCII alone.
  private static func asciiCost(of text: [UInt8]) -> Int {
    text.reduce(0) { sum, byte in
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x08...0x0A, 0x0C...0x0D: sum + 2
      case ..<0x20, 0x7F: sum + 6
      case ..<0x80: sum + 1
      // Each character by its first byte.
      case ..<0xC0: sum
      case ..<0xF0: sum + 6
      default: sum + 12
      }
    }
  }

  private func checkText(of record: JSONObject, _ line: UnsafeRawBufferPointer) throws {
    guard let raw = record["raw_line"]?.bytes, let message = record["msg"]?.bytes else { return }
    if raw.count != line.count || !stands(raw, in: line) {
      let repaired = Array(String(decoding: line, as: UTF8.self).utf8)
      let isCut = repaired.count > 65_535
      if isCut, !(repaired.starts(with: raw) && raw.count > 65_535 - 4) {
        try checkShortened(raw, repaired, of: record)
      } else if !isCut, raw != repaired {
        throw RecordFault("raw_line is not the line")
      }
    }
    if let first = message.first, Self.whiteSpace.contains(first) {
      throw RecordFault("msg begins with white space")
    }
    if let last = message.last, Self.whiteSpace.contains(last), message.count < 65_530 {
      throw RecordFault("msg ends in white space")
    }
  }

  /// Holds a line that has lost its values' ends against what its record says.
  private func checkShortened(_ raw: [UInt8], _ line: [UInt8], of record: JSONObject) throws {
    var rest = line[...]
    for byte in raw {
      guard let index = rest.firstIndex(of: byte) else { throw RecordFault("raw_line has bytes of its own") }
      rest = rest[(index + 1)...]
    }
    var output: [UInt8] = []
    var writer = RecordWriter()
    let isEvent = raw.withUnsafeBytes {
      writer.append(LineAssembler.Line(bytes: $0, length: $0.count), to: &output)
    }
    guard isEvent, let again = try JSONParser.parse(output.dropLast()).object else {
      throw RecordFault("raw_line is no event")
    }
    // The message is left out, so what only that gave is not in it. And the record has its origin's decky where the
    // line claims another.
    var keys = ["service"]
    if record["claimed"] == nil { keys.append("decky") }
    if record["event_type"] != "command" { keys.append("event_type") }
    if record["attribution"] == "field" { keys += ["attacker_ip", "attribution"] }
    for key in keys where again[key] != record[key] { throw RecordFault("raw_line gives another \(key)") }
    guard let fields = record["fields"]?.object?.members, let left = again["fields"]?.object?.members,
      fields.count == left.count
    else { throw RecordFault("raw_line gives other fields") }
    for (whole, cut) in zip(fields, left) {
      guard whole.name == cut.name, whole.value.bytes?.starts(with: cut.value.bytes ?? []) == true else {
        throw RecordFault("raw_line gives other fields")
      }
    }
  }

  /// Whether a text stands somewhere in a line.
  private func stands(_ text: [UInt8], in line: UnsafeRawBufferPointer) -> Bool {
    text.withUnsafeBytes { text in
      guard let base = text.baseAddress, let first = text.first, let start = line.baseAddress else {
        return false
      }
      var index = 0
      let last = line.count - text.count
      while index <= last, let hit = memchr(start + index, Int32(first), last - index + 1) {
        if memcmp(hit, base, text.count) == 0 { return true }
        index = UnsafeRawPointer(hit) - start + 1
      }
      return false
    }
  }

  private func checkAddress(of record: JSONObject, _ line: UnsafeRawBufferPointer) throws {
    guard let address = record["attacker_ip"]?.bytes, let attribution = record["attribution"]?.text else {
      return
    }
    guard ["field", "message", "prose", "none"].contains(attribution) else { throw RecordFault(attribution) }
    let text = String(decoding: address, as: UTF8.self)
    guard attribution != "none" else {
      if text != "Unknown" { throw RecordFault("an address from nowhere: \(text)") }
      return
    }
    let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    var v4 = in_addr()
    var v6 = in6_addr()
    let isV4 = inet_pton(AF_INET, text, &v4) == 1 && v4.s_addr != 0
    let isV6 = inet_pton(AF_INET6, parts[0], &v6) == 1 && withUnsafeBytes(of: v6) { $0.contains { $0 != 0 } }
    guard isV4 || isV6, parts.count == 1 || isZone(parts[1]) else { throw RecordFault("no address: \(text)") }
    guard stands(address, in: line) else {
      throw RecordFault("an address that is not in the line: \(text)")
    }
  }

  private func isZone(_ name: String) -> Bool {
    1...15 ~= name.utf8.count
      && name.utf8.allSatisfy { $0 < 0x80 && (isalnum(Int32($0)) != 0 || "._-".utf8.contains($0)) }
  }

  private func checkFlags(of record: JSONObject, in context: RecordContext) throws {
    if let flags = record["flags"] {
      let names = (flags.elements ?? []).compactMap(\.text)
      guard !names.isEmpty, names == names.sorted(), Set(names).isSubset(of: Self.flags) else {
        throw RecordFault("flags \(flags)")
      }
    }
    let names = (record["flags"]?.elements ?? []).compactMap(\.text)
    guard !context.isCut || names.contains("truncated") else {
      throw RecordFault("a cut line without its flag")
    }
    guard (record["claimed"] != nil) == context.isIdentityMismatch,
      names.contains("identity_mismatch") == context.isIdentityMismatch
    else { throw RecordFault("identity") }
    guard (record["suppressed"] != nil) == (context.suppressed > 0) else { throw RecordFault("suppressed") }
    guard (record["observed"] != nil) == (context.observed != nil),
      (record["origin"] != nil) == (context.origin != nil)
    else { throw RecordFault("observed or origin") }
    guard context.observed != nil, let timestamp = record["timestamp"]?.bytes else { return }
    let shape = Array("0000-00-00 00:00:00".utf8)
    let isDate =
      timestamp.count == shape.count
      && zip(timestamp, shape).allSatisfy { $1 == UInt8(ascii: "0") ? 0x30...0x39 ~= $0 : $0 == $1 }
    guard isDate else { throw RecordFault("a timestamp that is no date") }
  }

  /// A second opinion on what JSON is.
  private func checkByFoundation(_ text: [UInt8]) throws {
    let object = try JSONSerialization.jsonObject(with: Data(text)) as? [String: Any]
    guard object?["fields"] is [String: String], object?["raw_line"] is String else {
      throw RecordFault("Foundation reads something else")
    }
  }
}
