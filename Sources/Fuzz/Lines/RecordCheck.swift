import DecoyEvents
import Foundation
import TestSupport

/// A rule that a record breaks.
struct RecordFault: Error, CustomStringConvertible {
  /// What is wrong, in one line.
  let description: String

  static func unless(_ holds: Bool, _ description: @autoclosure () -> String) throws {
    if !holds { throw RecordFault(description: description()) }
  }
}

/// Checks records against the format's rules, independently of the encoder.
struct RecordCheck {
  /// Whether the lines are of a declared format: values are decoded, addresses rewritten, and constants added.
  var isDeclared = false

  private static let keys = [
    "timestamp", "decky", "service", "event_type", "attacker_ip", "fields", "msg", "raw_line", "attribution",
    "observed", "origin", "source", "flags", "claimed", "suppressed",
  ].map { Array($0.utf8) }
  private static let flags = [
    "ambiguous_attribution", "duplicate_key", "identity_mismatch", "malformed_sd", "shared_source",
    "timestamp_replaced", "truncated", "unwrapped",
  ]
  private static let whiteSpace: [UInt8] = [0x20, 0x09, 0x0B, 0x0C, 0x0D]

  /// Checks and returns a record.
  ///
  /// - Parameter text: the record's JSON and an LF.
  func record(
    _ text: [UInt8],
    of line: UnsafeRawBufferPointer,
    in context: RecordContext,
    _ generator: inout SplitMix64
  ) throws -> JSONObject {
    try require(text.last == UInt8(ascii: "\n"), "no LF")
    guard let record = try JSONParser.parse(text.dropLast()).object else {
      throw RecordFault(description: "no object")
    }
    try checkKeys(of: record)
    try checkLimits(of: record)
    try checkText(of: record, line)
    try checkAddress(of: record, line)
    try checkFlags(of: record, in: context)
    // Each byte of a line occurs in at most two members, as six bytes each; the rest is small.
    let origin = [context.origin?.container, context.origin?.decky, context.origin?.service].reduce(0) {
      $0 + ($1?.utf8.count ?? 0)
    }
    let rest = isDeclared ? 24_000 : 1500
    try require(text.count <= 14 * line.count + 18 * origin + rest, "\(text.count) bytes")
    if generator.isOneIn(512) { try checkByFoundation(text) }
    return record
  }

  private func require(_ holds: Bool, _ description: @autoclosure () -> String) throws {
    try RecordFault.unless(holds, description())
  }

  private func checkKeys(of record: JSONObject) throws {
    var rest = Self.keys[...]
    for (index, member) in record.members.enumerated() {
      guard let place = rest.firstIndex(of: member.name) else {
        throw RecordFault(description: "unexpected key: \(record.names)")
      }
      try require(index >= 9 || place == index, "missing key: \(record.names)")
      rest = rest[(place + 1)...]
    }
    try require(record.members.count >= 9, "missing key: \(record.names)")
    for member in record.members.prefix(9) where member.name != Self.keys[5] {
      try require(member.value.bytes != nil, "not a string: \(member)")
    }
  }

  private func checkLimits(of record: JSONObject) throws {
    let limits = ["decky": 255, "service": 255, "event_type": 255, "attacker_ip": 255, "msg": 65_535]
    for (key, limit) in limits.merging(["raw_line": 65_535], uniquingKeysWith: max) {
      try require(record[key]?.bytes.map { $0.count <= limit } == true, "\(key) is too long")
    }
    guard let fields = record["fields"]?.object else { throw RecordFault(description: "no fields") }
    var cost = 0
    for member in fields.members {
      guard let value = member.value.bytes else { throw RecordFault(description: "a field is not a string") }
      cost += 8 + Self.asciiCost(of: member.name) + Self.asciiCost(of: value)
    }
    try require(cost <= 65_535, "fields of \(cost) bytes")
  }

  /// The size of a UTF-8 text as JSON in ASCII.
  private static func asciiCost(of text: [UInt8]) -> Int {
    text.reduce(0) { sum, byte in
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x08...0x0A, 0x0C...0x0D: sum + 2
      case ..<0x20, 0x7F: sum + 6
      case ..<0x80: sum + 1
      // The first byte of a character counts for all of it.
      case ..<0xC0: sum
      case ..<0xF0: sum + 6
      default: sum + 12
      }
    }
  }

  private func checkText(of record: JSONObject, _ line: UnsafeRawBufferPointer) throws {
    guard let raw = record["raw_line"]?.bytes, let message = record["msg"]?.bytes else { return }
    if raw.count != line.count || !occurs(raw, in: line) {
      let repaired = Array(String(decoding: line, as: UTF8.self).utf8)
      if repaired.count <= 65_535 {
        try require(raw == repaired, "raw_line is not the line")
      } else if !(repaired.starts(with: raw) && raw.count > 65_535 - 4) {
        try checkShortened(raw, repaired, of: record)
      }
    }
    if isDeclared { return }
    try require(message.first.map(Self.whiteSpace.contains) != true, "msg begins with white space")
    let endsInSpace = message.last.map(Self.whiteSpace.contains) == true
    try require(!endsInSpace || message.count >= 65_530, "msg ends in white space")
  }

  /// Checks that a line with shortened values still gives what its record says.
  private func checkShortened(_ raw: [UInt8], _ line: [UInt8], of record: JSONObject) throws {
    var rest = line[...]
    for byte in raw {
      guard let index = rest.firstIndex(of: byte) else {
        throw RecordFault(description: "raw_line has bytes that the line doesn't have")
      }
      rest = rest[(index + 1)...]
    }
    var output: [UInt8] = []
    var writer = RecordWriter()
    let isEvent = raw.withUnsafeBytes {
      writer.append(LineAssembler.Line(bytes: $0, length: $0.count), to: &output)
    }
    guard isEvent, let again = try JSONParser.parse(output.dropLast()).object else {
      throw RecordFault(description: "raw_line is no event")
    }
    // Not compared: what only the message gave, since raw_line lacks it, and the decky that the line merely claims.
    var keys = ["service"]
    if record["claimed"] == nil { keys.append("decky") }
    if record["event_type"] != "command" { keys.append("event_type") }
    if record["attribution"] == "field" { keys += ["attacker_ip", "attribution"] }
    for key in keys { try require(again[key] == record[key], "raw_line gives another \(key)") }
    let fields = record["fields"]?.object?.members ?? []
    let left = again["fields"]?.object?.members ?? []
    let areKept =
      fields.count == left.count
      && zip(fields, left).allSatisfy { whole, cut in
        whole.name == cut.name && whole.value.bytes?.starts(with: cut.value.bytes ?? []) == true
      }
    try require(areKept, "raw_line gives other fields")
  }

  /// Whether a text, which is not empty, occurs in a line.
  private func occurs(_ text: [UInt8], in line: UnsafeRawBufferPointer) -> Bool {
    guard let first = text.first, let start = line.baseAddress else { return false }
    var index = 0
    let last = line.count - text.count
    while index <= last, let hit = memchr(start + index, Int32(first), last - index + 1) {
      if memcmp(hit, text, text.count) == 0 { return true }
      index = UnsafeRawPointer(hit) - start + 1
    }
    return false
  }

  private func checkAddress(of record: JSONObject, _ line: UnsafeRawBufferPointer) throws {
    guard let address = record["attacker_ip"]?.bytes, let attribution = record["attribution"]?.text else {
      return
    }
    let known = isDeclared ? ["field", "header", "none"] : ["field", "message", "prose", "none"]
    try require(known.contains(attribution), attribution)
    let text = String(decoding: address, as: UTF8.self)
    guard attribution != "none" else {
      return try require(text == "Unknown", "an address from nowhere: \(text)")
    }
    let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    var v4 = in_addr()
    var v6 = in6_addr()
    let isV4 = inet_pton(AF_INET, text, &v4) == 1 && v4.s_addr != 0
    let isV6 = inet_pton(AF_INET6, parts[0], &v6) == 1 && withUnsafeBytes(of: v6) { $0.contains { $0 != 0 } }
    try require((isV4 || isV6) && (parts.count == 1 || isZone(parts[1])), "no address: \(text)")
    if isDeclared { return }
    try require(occurs(address, in: line), "an address that is not in the line: \(text)")
  }

  private func isZone(_ name: String) -> Bool {
    1...15 ~= name.utf8.count
      && name.utf8.allSatisfy { $0 < 0x80 && (isalnum(Int32($0)) != 0 || "._-".utf8.contains($0)) }
  }

  private func checkFlags(of record: JSONObject, in context: RecordContext) throws {
    let names = (record["flags"]?.elements ?? []).compactMap(\.text)
    try require(record["flags"] == nil || !names.isEmpty, "no flags")
    try require(names == names.sorted() && Set(names).isSubset(of: Self.flags), "flags \(names)")
    try require(!context.isCut || names.contains("truncated"), "a cut line without its flag")
    try require(isDeclared || (record["claimed"] != nil) == context.isIdentityMismatch, "claimed")
    try require(names.contains("identity_mismatch") == context.isIdentityMismatch, "identity_mismatch")
    try require(names.contains("shared_source") == context.isShared, "shared_source")
    try require((record["suppressed"] != nil) == (context.suppressed > 0), "suppressed")
    try require((record["observed"] != nil) == (context.observed != nil), "observed")
    try require((record["origin"] != nil) == (context.origin != nil), "origin")
    guard context.observed != nil, let timestamp = record["timestamp"]?.bytes else { return }
    let shape = Array("0000-00-00 00:00:00".utf8)
    let isDate =
      timestamp.count == shape.count
      && zip(timestamp, shape).allSatisfy { $1 == UInt8(ascii: "0") ? 0x30...0x39 ~= $0 : $0 == $1 }
    try require(isDate, "a timestamp that is no date")
  }

  /// A second opinion on what JSON is.
  private func checkByFoundation(_ text: [UInt8]) throws {
    let object = try JSONSerialization.jsonObject(with: Data(text)) as? [String: Any]
    try require(
      object?["fields"] is [String: String] && object?["raw_line"] is String,
      "Foundation reads other JSON"
    )
  }
}
