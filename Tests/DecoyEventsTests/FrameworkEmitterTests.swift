import Foundation
import Testing
import TestSupport

@testable import DecoyEvents

@Suite("All kinds of lines of the framework")
struct FrameworkEmitterTests {
  @Test func `Each line of its services, shells and sniffer gives the expected record`() throws {
    let examples = try Self.examples()
    #expect(examples.count == 246)
    for (index, example) in examples.enumerated() {
      let line = try #require(example["line"]?.bytes)
      let wanted = try Self.record(of: example)
      let record = try Record.text(of: line).map { try #require(try JSONParser.parse($0).object) }
      for difference in Self.differences(of: record, from: wanted) {
        Issue.record("line \(index + 1), \(String(decoding: line.prefix(120), as: UTF8.self)): \(difference)")
      }
    }
  }

  /// The lines of `Conformance/framework-emitters.jsonl`, each with what its record must hold.
  private static func examples() throws -> [JSONObject] {
    let folder = try #require(Bundle.module.resourceURL)
    let data = try Data(contentsOf: folder.appending(path: "Conformance/framework-emitters.jsonl"))
    return try [UInt8](data).split(separator: UInt8(ascii: "\n")).map {
      try #require(try JSONParser.parse(Array($0), as: .plain).object)
    }
  }

  /// The whole record that an example asks for; `nil` where it has only a line, which is no event.
  private static func record(of example: JSONObject) throws -> JSONObject? {
    guard example.names != ["line"] else { return nil }
    var members = example.members.filter { $0.name != Array("line".utf8) && $0.name != Array("why".utf8) }
    members.append((Array("timestamp".utf8), "2026-03-04 05:06:07"))
    members.append((Array("raw_line".utf8), try #require(example["line"])))
    return JSONObject(members: members)
  }

  /// What a record has otherwise than it must, one text for each key.
  private static func differences(of record: JSONObject?, from wanted: JSONObject?) -> [String] {
    guard let record else { return wanted == nil ? [] : ["no event"] }
    guard let wanted else { return ["an event"] }
    return Set(record.names).union(wanted.names).sorted().compactMap { name in
      guard record[name] != wanted[name] else { return nil }
      return "\(name) is \(text(record[name])), not \(text(wanted[name]))"
    }
  }

  private static func text(_ value: JSONValue?) -> String {
    value?.description ?? "absent"
  }
}
