import Foundation
import Testing
import TestSupport

@testable import Records

@Suite("A record in the Elastic Common Schema")
struct ECSDocumentTests {
  /// A record with everything in it.
  static let full = EventRecord(
    timestamp: "2026-11-23 03:55:14",
    decky: "omega",
    service: "ssh",
    eventType: "login_failed",
    attackerIP: "203.0.113.9",
    fields: [
      "src_ip": "203.0.113.9", "src_port": "51515", "username": "root", "password": "p]w", "cmd": "id",
      "method": "GET",
      "path": "/x", "user_agent": "curl",
    ],
    message: "login failed",
    rawLine: "<134>1 …",
    attribution: "field",
    observed: "2026-11-23T03:55:14.123456789Z",
    origin: EventRecord.Origin(container: "omega-ssh", id: "66f1112243b1", decky: "omega", service: "ssh"),
    flags: ["identity_mismatch"],
    claimedDecky: "alpha",
    suppressed: 3
  )

  /// A record of a declared format, with everything that one may have besides.
  static let declared = EventRecord(
    timestamp: "2026-11-23 03:55:14",
    decky: "cowrie",
    service: "ssh",
    eventType: "file_download",
    attackerIP: "203.0.113.9",
    fields: [
      "src_ip": "203.0.113.9", "src_port": "51515", "dst_ip": "::ffff:192.0.2.1", "dst_port": "2222",
      "session": "5f3a0c11d2e4", "protocol": "SSH", "username": "root", "password": "a",
      "credentials": #"[{"username":"root","password":"a"},{"username":"pi"},{"username":"root"}]"#,
      "sha256": String(repeating: "aB", count: 32), "file": "/tmp/x/y.sh", "native_event": "cowrie.session",
      "outcome": "success", "url": "http://198.51.100.7/y.sh",
    ],
    attribution: "header",
    source: "/cowrie/var/log/cowrie.json",
    flags: ["duplicate_key", "shared_source"],
    claimedSensor: "s1"
  )

  private func document(_ record: EventRecord) throws -> [String: Any] {
    let json = ECSDocument.json(record)
    #expect(!json.contains("\n"))
    return try FoundationJSON.object(json)
  }

  private func flat(_ object: [String: Any], _ prefix: String = "") -> [String: Any] {
    var result: [String: Any] = [:]
    for (name, value) in object {
      if let inner = value as? [String: Any], prefix + name != "labels" {
        result.merge(flat(inner, prefix + name + ".")) { first, _ in first }
      } else {
        result[prefix + name] = value
      }
    }
    return result
  }

  @Test func `Each field has a name and a type of the published schema, or begins with the product's name`()
    throws
  {
    let fields = flat(try document(Self.full)).merging(flat(try document(Self.declared))) { first, _ in first
    }
    #expect(fields.count > 35)
    for (name, value) in fields where !name.hasPrefix("decklog.") {
      let kind = try #require(Self.schema[name], "\(name) is no field of the schema")
      switch kind {
      case .array: #expect(value is [String], "\(name)")
      case .object: #expect(value is [String: String], "\(name)")
      case .number: #expect(value is Int, "\(name)")
      case .text: #expect(value is String, "\(name)")
      }
    }
  }

  @Test func `What the line says is where a SIEM looks for it`() throws {
    let fields = flat(try document(Self.full))
    #expect(fields["@timestamp"] as? String == "2026-11-23T03:55:14.123456789Z")
    #expect(fields["event.created"] as? String == "2026-11-23T03:55:14.123456789Z")
    #expect(fields["event.start"] as? String == "2026-11-23T03:55:14Z")
    #expect(fields["event.action"] as? String == "login_failed")
    #expect(fields["event.category"] as? [String] == ["authentication"])
    #expect(fields["event.outcome"] as? String == "failure")
    #expect(fields["source.ip"] as? String == "203.0.113.9")
    #expect(fields["source.port"] as? Int == 51515)
    #expect(fields["user.name"] as? String == "root")
    #expect(fields["process.command_line"] as? String == "id")
    #expect(fields["http.request.method"] as? String == "GET")
    #expect(fields["url.original"] as? String == "/x")
    #expect(fields["user_agent.original"] as? String == "curl")
    #expect(fields["container.name"] as? String == "omega-ssh")
    #expect(fields["related.hosts"] as? [String] == ["omega", "alpha"])
    #expect(fields["decklog.fields.password"] as? String == "p]w")
    #expect(
      fields["labels"] as? [String: String] == [
        "attribution": "field", "claimed_decky": "alpha", "suppressed": "3",
      ]
    )
  }

  @Test func `What a declared format says is where a SIEM looks for it`() throws {
    let fields = flat(try document(Self.declared))
    #expect(fields["destination.address"] as? String == "::ffff:192.0.2.1")
    #expect(fields["destination.ip"] as? String == "192.0.2.1")
    #expect(fields["destination.port"] as? Int == 2222)
    #expect(fields["network.protocol"] as? String == "ssh")
    #expect(fields["file.hash.sha256"] as? String == String(repeating: "ab", count: 32))
    #expect(fields["file.name"] as? String == "y.sh")
    #expect(fields["file.path"] as? String == "/tmp/x/y.sh")
    #expect(fields["event.code"] as? String == "cowrie.session")
    #expect(fields["event.outcome"] as? String == "success")
    #expect(fields["url.original"] as? String == "http://198.51.100.7/y.sh")
    #expect(fields["log.file.path"] as? String == "/cowrie/var/log/cowrie.json")
    #expect(fields["related.user"] as? [String] == ["root", "pi"])
    #expect(fields["related.hash"] as? [String] == [String(repeating: "ab", count: 32)])
    #expect(fields["tags"] as? [String] == ["duplicate_key", "shared_source"])
    #expect(
      fields["labels"] as? [String: String] == [
        "attribution": "header", "claimed_sensor": "s1", "session": "5f3a0c11d2e4",
      ]
    )
  }

  @Test(
    arguments: [
      (["dst_ip": "localhost", "dst_port": "70000"], ["destination.address"]), (["dst_port": "-1"], []),
      (["sha256": "abc"], []), (["sha256": String(repeating: "g", count: 64)], []),
      (["outcome": "maybe"], []), (["outcome": "unknown"], ["event.outcome"]), (["file": "/"], ["file.path"]),
      (["file": "y.sh"], ["file.name"]), (["protocol": String(repeating: "x", count: 256)], []),
      (["native_event": ""], []),
    ] as [([String: String], [String])]
  )
  func `What is not of a field's type is left out`(fields: [String: String], names: [String]) throws {
    var record = Self.declared
    record.eventType = "event"
    record.fields = fields
    let prefixes = ["destination.", "network.", "file.", "event.outcome", "event.code"]
    let found = flat(try document(record)).keys.filter { name in prefixes.contains { name.hasPrefix($0) } }
    #expect(found.sorted() == names)
  }

  @Test(arguments: [
    ("203.0.113.9", "203.0.113.9"), ("::ffff:203.0.113.9", "203.0.113.9"),
    ("::FFFF:cb00:7109", "203.0.113.9"),
    ("2001:DB8:0:0::5", "2001:db8::5"), ("FE80::1%eth0", "fe80::1"),
    ("::ffff:203.0.113.9%eth0", "203.0.113.9"),
  ])
  func
    `An address has its canonical form without zone where Elasticsearch wants one, and the line's beside it`(
      spelling: String,
      address: String
    ) throws
  {
    var record = Self.full
    record.attackerIP = spelling
    let fields = flat(try document(record))
    #expect(fields["source.ip"] as? String == address)
    #expect(fields["related.ip"] as? [String] == [address])
    #expect(fields["source.address"] as? String == spelling)
  }

  @Test(arguments: [
    "Unknown", "", "not an address", "10.0.0.0/8", "1.2.3.4:80", "1.2.3.4%eth0", "fe80::1%",
    "fe80::1%" + String(repeating: "z", count: 1000),
  ])
  func `A field for addresses never holds anything else`(address: String) throws {
    var record = Self.full
    record.attackerIP = address
    let fields = flat(try document(record))
    #expect(fields["source.ip"] == nil)
    #expect(fields["related.ip"] == nil)
    #expect((fields["source.address"] as? String) == (record.attacker))
  }

  @Test(arguments: ["99999", "-1", "1e3", "0x50", "", "٣"])
  func `A port that is none is left out`(port: String) throws {
    var record = Self.full
    record.fields = ["src_port": port]
    #expect(flat(try document(record))["source.port"] == nil)
  }

  @Test func `Whatever stands in a record, the document is one line of JSON with the same text`() throws {
    let hostile = "\u{1B}]0;x\u{7}\"\\\n\r\u{85}\u{2028}\u{2029}\u{0}<script>\u{202E}💥"
    var record = Self.full
    record.message = hostile
    record.fields = [hostile: hostile]
    record.decky = hostile
    let json = ECSDocument.json(record)
    #expect(
      !json.unicodeScalars.contains {
        $0.value < 0x20 || 0x7F...0x9F ~= $0.value || 0x2028...0x2029 ~= $0.value
      }
    )
    let fields = try document(record)
    #expect(fields["message"] as? String == hostile)
    #expect((fields["decklog"] as? [String: [String: String]])?["fields"] == [hostile: hostile])
  }

  @Test(
    arguments: [
      ("connect", ["network"], ["connection", "start"], nil),
      ("disconnect", ["network"], ["connection", "end"], nil),
      ("login_attempt", ["authentication"], ["start"], nil),
      ("auth.success", ["authentication"], ["start"], "success"),
      ("command", ["process"], ["start"], nil), ("http_request", ["web"], ["access"], nil),
      ("file-upload", ["file"], ["access"], nil), ("sql_query", ["database"], ["access"], nil),
      ("<script>", ["intrusion_detection"], ["info"], nil), ("", ["intrusion_detection"], ["info"], nil),
    ] as [(String, [String], [String], String?)]
  )
  func `An event type's words say its category, in words that the schema allows`(
    eventType: String,
    category: [String],
    type: [String],
    outcome: String?
  ) throws {
    var record = Self.full
    record.eventType = eventType
    let fields = flat(try document(record))
    #expect(fields["event.category"] as? [String] == category)
    #expect(fields["event.type"] as? [String] == type)
    #expect(fields["event.outcome"] as? String == outcome)
  }

  enum Kind { case text, number, array, object }

  /// Names and types in the schema's own list of fields (version 8.12), as far as they are used here: `keyword`, `date`,
  /// `ip`, `wildcard` and `match_only_text` are text, `long` is a number, and what the schema normalizes to an array is
  /// one.
  private static let schema: [String: Kind] = [
    "@timestamp": .text, "message": .text, "tags": .array, "labels": .object, "ecs.version": .text,
    "event.kind": .text, "event.category": .array, "event.type": .array, "event.outcome": .text,
    "event.action": .text, "event.dataset": .text, "event.module": .text, "event.created": .text,
    "event.start": .text,
    "event.original": .text, "source.address": .text, "source.ip": .text, "source.port": .number,
    "host.name": .text, "service.name": .text, "observer.product": .text, "observer.type": .text,
    "container.name": .text, "container.id": .text, "user.name": .text, "process.command_line": .text,
    "http.request.method": .text, "url.original": .text, "user_agent.original": .text, "related.ip": .array,
    "related.user": .array, "related.hosts": .array, "related.hash": .array, "destination.address": .text,
    "destination.ip": .text, "destination.port": .number, "network.protocol": .text,
    "file.hash.sha256": .text, "file.name": .text, "file.path": .text, "log.file.path": .text,
    "event.code": .text,
  ]
}
