import DecoyEvents
import TestSupport
import Formats
import Testing

/// What the lines of one source come to.
struct FormatRun {
  /// The records, decoded by the letter of JSON and of the contract.
  let records: [JSONObject]
  /// What each line was.
  let readings: [DeclaredReading]
  /// Whether the lines end in the middle of a record.
  let isOpen: Bool

  /// Reads lines of a format.
  init(_ lines: [[UInt8]], _ format: Format, context: RecordContext = RecordContext()) throws {
    var reader = FormatReader(format)
    reader.decky = "omega-decky"
    var records: [JSONObject] = []
    var readings: [DeclaredReading] = []
    for line in lines {
      var output: [UInt8] = []
      let reading = line.withUnsafeBytes { bytes in
        let reading = reader.read(bytes)
        if case .event = reading { reader.appendRecord(of: bytes, in: context, to: &output) }
        return reading
      }
      readings.append(reading)
      if case .event = reading {
        #expect(output.popLast() == UInt8(ascii: "\n"))
        records.append(try #require(try JSONParser.parse(output).object))
      }
    }
    isOpen = !reader.continuation.open.isEmpty
    self.records = records
    self.readings = readings
  }

  init(_ lines: [String], _ format: Format) throws {
    try self.init(lines.map { Array($0.utf8) }, format)
  }

  /// Reads lines of a built-in format.
  init(_ lines: [String], _ name: String) throws {
    try self.init(lines, #require(FormatLibrary.builtIn[name], "no format \(name)"))
  }

  /// The one record of the one line.
  static func record(_ line: String, _ name: String) throws -> JSONObject {
    let run = try FormatRun([line], name)
    return try #require(run.records.first, "\(name): no event: \(line.prefix(500))")
  }

  /// Whether a line is no event of a built-in format.
  static func isUnparsed(_ line: String, _ name: String) throws -> Bool {
    try FormatRun([line], name).readings == [.unparsed]
  }
}

extension JSONObject {
  /// The text of one of a record's fields.
  func field(_ name: String) -> String? { self["fields"]?.object?[name]?.text }

  /// The names of a record's fields.
  var fieldNames: [String] { self["fields"]?.object?.names ?? [] }

  /// A record's flags.
  var flags: [String] { self["flags"]?.elements?.compactMap(\.text) ?? [] }

  /// A member that is text.
  func text(_ name: String) -> String? { self[name]?.text }
}

extension Format {
  /// A format of a test's own.
  static func table(_ json: String) throws -> Format {
    try FormatLibrary.decode(Array(json.utf8), file: "test.json")
  }

  /// A JSON format with `src_ip` alone and more members.
  static func json(_ fields: String = "", _ more: String = "") throws -> Format {
    try table(
      """
      {"name": "test", "kind": "json", "is": {"event": "*"}, "address": "peer", "timestamp": "time",
       "service": {"const": "test"}, "event_type": {"path": "event", "map": ["login"], "default": "other"},
       "msg": "message", "fields": {"src_ip": "peer"\(fields.isEmpty ? "" : ", " + fields)}\(more.isEmpty ? "" : ", " + more)}
      """
    )
  }
}

extension JSONValue {
  /// The value as JSON text.
  var json: String {
    switch self {
    case .string(let bytes): Self.quoted(bytes)
    case .array(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
    case .object(let object):
      "{" + object.members.map { Self.quoted($0.name) + ":" + $0.value.json }.joined(separator: ",") + "}"
    default: description
    }
  }

  private static func quoted(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    return "\""
      + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      .replacing("\r", with: "\\r") + "\""
  }
}
