import Testing
import TestSupport

@testable import DecoyEvents

@Suite("Limits of a record")
struct LimitTests {
  @Test func `One very long name costs no other field`() throws {
    let name = String(repeating: "k", count: 65_600)
    let line = "<1>1 - h a - m [relay@55555 \(name)=\"v\" src=\"1.2.3.4\" user=\"root\"]"
    let record = try Record.object(of: line)
    let fields = try #require(record["fields"]?.object)
    #expect(fields.members.count == 2)
    #expect(fields["src"]?.text == "1.2.3.4")
    #expect(fields["user"]?.text == "root")
    #expect(record["flags"] == .array(["truncated"]))
  }

  @Test(
    arguments: ["x", "é", "世", "🦈", "\u{1}", "\u{2028}"]
  )
  func `Names hold at most 255 bytes, cut between characters`(character: String) throws {
    let size = character.utf8.count
    for count in [255 / size, 255 / size + 1, 1000] {
      let long = String(repeating: character, count: count)
      let record = try Record.object(of: "<1>1 t \(long) \(long) p \(long) - x")
      for key in ["decky", "service", "event_type"] {
        #expect(record[key]?.text?.unicodeScalars.count == min(count, 255 / size), "\(key)")
      }
      #expect(record["flags"] == (count > 255 / size ? .array(["truncated"]) : nil))
    }
  }

  @Test func `Each invalid sequence counts as three bytes`() throws {
    let line = Array("<1>1 t ".utf8) + [UInt8](repeating: 0xFF, count: 86) + Array(" a p m - x".utf8)
    let record = try Record.object(of: line)
    #expect(record["decky"]?.bytes?.count == 255)
    #expect(record["flags"] == .array(["truncated"]))
  }

  @Test(arguments: ["x", "é", "世", "🦈", "\u{1}"])
  func `Msg and raw_line hold at most 65,535 bytes`(character: String) throws {
    let size = character.utf8.count
    let header = "<1>1 t h a p m - "
    for count in [65_535 / size, 65_535 / size + 1, 150_000 / size] {
      let record = try Record.object(of: header + String(repeating: character, count: count))
      #expect(record["msg"]?.bytes?.count == min(count, 65_535 / size) * size)
      let raw = try #require(record["raw_line"]?.bytes)
      #expect((65_536 - size)...65_535 ~= raw.count)
      #expect(record["flags"] == .array(["truncated"]))
    }
  }

  @Test func `The origin's decky is cut like the claim, and flagged`() throws {
    let origin = RecordOrigin(container: "c", id: "i", decky: String(repeating: "é", count: 128))
    let record = try Record.object(
      of: "<1>1 t h a p m - x",
      in: RecordContext(origin: origin, isIdentityMismatch: true)
    )
    #expect(record["decky"]?.bytes?.count == 254)
    #expect(record["flags"] == .array(["identity_mismatch", "truncated"]))
  }

  @Test(arguments: 0..<24 as Range<UInt64>)
  func `Fields always fit their consumer's column`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let characters = ["x", "\"", "\\", "é", "🦈", "\u{1}", "\u{8}", "\u{7F}", "\u{85}", "\t"]
    let count = 1 + generator.below(6)
    var parameters = (0..<count).map { index in
      let name =
        String(repeating: "n", count: 1 + generator.below(generator.isOneIn(4) ? 20_000 : 20)) + "\(index)"
      let value = (0..<generator.below(70_000 / count)).map { _ in generator.pick(characters) }.joined()
      return (name: name, value: value)
    }
    parameters.append(("src", "1.2.3.4:5"))
    let texts = parameters.map {
      "\($0.name)=\"\($0.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
    let record = try Record.object(of: "<1>1 t h a p m [relay@55555 \(texts.joined(separator: " "))] x")

    parameters.append(("remote_port", "5"))
    let wanted = Dictionary(
      uniqueKeysWithValues: parameters.map { (Array($0.name.utf8), Array($0.value.utf8)) }
    )
    let fields = try #require(record["fields"]?.object).members.map { ($0.name, $0.value.bytes ?? []) }
    let kept = Dictionary(uniqueKeysWithValues: fields)
    #expect(cost(of: kept) <= 65_535)
    if cost(of: wanted) <= 65_535 {
      #expect(kept == wanted)
    } else {
      #expect(record["flags"]?.elements?.contains("truncated") == true)
      #expect(kept.allSatisfy { wanted[$0.key]?.starts(with: $0.value) == true })
      // Nothing is cut that needn't be: the largest character takes twelve bytes.
      #expect(cost(of: kept) > 65_535 - 12 || kept.count < wanted.count)
    }
    #expect(record["attacker_ip"] == "1.2.3.4")
  }

  /// What an object takes as its consumer writes it.
  private func cost(of fields: [[UInt8]: [UInt8]]) -> Int {
    fields.reduce(0) { $0 + 8 + asciiCost($1.key) + asciiCost($1.value) }
  }

  /// What a text takes in JSON of ASCII alone.
  private func asciiCost(_ bytes: [UInt8]) -> Int {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.reduce(0) { sum, scalar in
      switch scalar {
      case "\"", "\\", "\n", "\r", "\t", "\u{8}", "\u{C}": sum + 2
      case " "..."~": sum + 1
      default: sum + 6 * UTF16.width(scalar)
      }
    }
  }
}
