import Testing
import TestSupport

@testable import DecoyEvents

/// A line that is too long for `raw_line`, and what is left of it. Whoever reads that again must find what
/// the record says.
@Suite("Lines that are too long for raw_line")
struct LongLineTests {
  private static let header = "<1>1 2026-01-01T00:00:00Z h a p m "
  private static let limit = 65_535

  private func x(_ count: Int) -> String { String(repeating: "x", count: count) }

  /// What is left of a line. It must be one that gives the same again.
  private func raw(_ line: String) throws -> String {
    let record = try Record.object(of: line)
    let raw = try #require(record["raw_line"]?.text)
    #expect(raw.utf8.count <= Self.limit)
    #expect((record["flags"]?.elements ?? []).contains("truncated") == (line.utf8.count > Self.limit))
    return raw
  }

  /// The same, for a line whose structured data is what goes too far.
  private func shortened(_ line: String) throws -> String {
    let raw = try raw(line)
    let (record, again) = (try Record.object(of: line), try Record.object(of: raw))
    for key in ["timestamp", "decky", "service", "event_type", "attacker_ip", "attribution"] {
      #expect(record[key] == again[key], "\(key)")
    }
    let fields = try #require(record["fields"]?.object)
    let fieldsAgain = try #require(again["fields"]?.object)
    #expect(fields.names == fieldsAgain.names)
    for member in fieldsAgain.members {
      let whole = try #require(fields[String(decoding: member.name, as: UTF8.self)]?.bytes)
      #expect(whole.starts(with: member.value.bytes ?? []))
    }
    #expect(again["flags"]?.elements?.contains("malformed_sd") != true)
    return raw
  }

  @Test func `A line that just fits is unchanged, with or without structured data`() throws {
    let element = #"[relay@55555 body="" src_ip="1.2.3.4"]"#
    let body = x(Self.limit - Self.header.utf8.count - element.utf8.count)
    let line = Self.header + element.replacing("body=\"", with: "body=\"" + body)
    #expect(line.utf8.count == Self.limit)
    #expect(try Record.object(of: line)["raw_line"]?.text == line)
    let plain = Self.header + "- " + x(Self.limit - Self.header.utf8.count - 2)
    #expect(try raw(plain) == plain)
  }

  @Test(arguments: 0...2)
  func `If the structured data fits, the end of the line is cut`(message: Int) throws {
    let element = #"[relay@55555 body="" src_ip="1.2.3.4"]"#
    let body = x(Self.limit - Self.header.utf8.count - element.utf8.count - message)
    let line = Self.header + element.replacing("body=\"", with: "body=\"" + body) + " " + x(100)
    #expect(try raw(line) == String(line.prefix(Self.limit)))
  }

  @Test func `A value that pushes the element's end out is shortened, by no more than needed`() throws {
    let line = Self.header + "[relay@55555 body=\"\(x(200_000))\" src_ip=\"1.2.3.4\"] and a message"
    let raw = try shortened(line)
    #expect(raw.utf8.count == Self.limit)
    #expect(raw.hasSuffix("x\" src_ip=\"1.2.3.4\"]"))
    #expect(try Record.object(of: raw)["attacker_ip"] == "1.2.3.4")
  }

  @Test(
    arguments: [
      (#"\]"#, 1), (#"\\"#, 1), (#"\""#, 1), ("☃", 2), ("é", 1), ("🦈", 3), (#"\x"#, 1), (#"\☃"#, 3),
      (#"x\\"#, 2),
    ]
  )
  func `A value is cut between characters, and an escape is one`(piece: String, slack: Int) throws {
    for offset in 0..<4 {
      let value = x(offset) + String(repeating: piece, count: 200_000 / piece.utf8.count)
      // Where fields don't cut it first, in fewer bytes of the line than they count.
      let other = try shortened(Self.header + "[y body=\"\(value)\"][relay@55555 src_ip=\"1.2.3.4\"]")
      #expect(Self.limit - slack...Self.limit ~= other.utf8.count, "\(other.utf8.count)")
      let own = try shortened(Self.header + "[relay@55555 body=\"\(value)\" src_ip=\"1.2.3.4\"]")
      for (raw, before, after) in [
        (other, "[y body=\"", "\"][relay@55555"), (own, "[relay@55555 body=\"", "\" src_ip"),
      ] {
        let start = try #require(raw.firstRange(of: before)).upperBound
        let kept = raw[start..<(try #require(raw.firstRange(of: after)).lowerBound)]
        #expect(value.utf8.starts(with: kept.utf8))
        #expect(kept.utf8.reversed().prefix { $0 == UInt8(ascii: "\\") }.count.isMultiple(of: 2))
      }
    }
  }

  @Test func `Invalid UTF-8 counts as its replacement`() throws {
    let line =
      Array((Self.header + "[y body=\"").utf8) + [UInt8](repeating: 0xFF, count: 40_000)
      + Array("\"][relay@55555 src_ip=\"1.2.3.4\"]".utf8)
    let record = try Record.object(of: line)
    let raw = try #require(record["raw_line"]?.bytes)
    #expect(Self.limit - 2...Self.limit ~= raw.count)
    #expect(String(decoding: raw, as: UTF8.self).hasSuffix("\u{FFFD}\"][relay@55555 src_ip=\"1.2.3.4\"]"))
  }

  @Test func `Of two equal values in another element the first one is shortened`() throws {
    let value = x(40_000)
    let raw = try shortened(Self.header + "[x a=\"\(value)\" b=\"\(value)\"][relay@55555 src_ip=\"1.2.3.4\"]")
    #expect(raw.utf8.count == Self.limit)
    #expect(raw.hasSuffix("x\" b=\"\(value)\"][relay@55555 src_ip=\"1.2.3.4\"]"))
  }

  @Test
  func
    `Of two equal values in the framework's element the first ends as in fields, and the second loses the rest`()
    throws
  {
    let value = x(40_000)
    let line = Self.header + "[relay@55555 a=\"\(value)\" b=\"\(value)\"]"
    let raw = try shortened(line)
    let fields = try #require(try Record.object(of: line)["fields"]?.object)
    let first = try #require(fields["a"]?.text)
    #expect(first.utf8.count == Self.limit - 40_000 - #"{"a": "", "b": ""}"#.utf8.count)
    #expect(fields["b"]?.text == value)
    #expect(raw.utf8.count == Self.limit)
    let second =
      Self.limit - Self.header.utf8.count - "[relay@55555 a=\"\" b=\"\"]".utf8.count - first.utf8.count
    #expect(raw == Self.header + "[relay@55555 a=\"\(first)\" b=\"\(x(second))\"]")
  }

  @Test func `A long value before or after the framework's element is shortened`() throws {
    let own = "[relay@55555 src_ip=\"1.2.3.4\"]"
    let before = try shortened(Self.header + "[origin ip=\"\(x(70_000))\"]\(own)")
    #expect(before.utf8.count == Self.limit)
    #expect(before.hasSuffix("x\"]\(own)"))
    let behind = try shortened(Self.header + "\(own)[origin ip=\"\(x(70_000))\"] a message")
    #expect(behind.hasSuffix("x\"]"))
    let empty = try shortened(Self.header + "[origin ip=\"\(x(70_000))\"][relay@55555]")
    #expect(empty.hasSuffix("x\"][relay@55555]"))
    let last = try shortened(Self.header + "[relay@55555  ][origin ip=\"\(x(70_000))\" ]")
    #expect(last.hasSuffix("x\" ]"))
  }

  @Test func `A value shortened in fields ends at the same character, even if the line has space for more`()
    throws
  {
    // Each takes six bytes in `fields` and two in the line.
    let value = String(repeating: "é", count: 20_000)
    let line = Self.header + "[relay@55555 a=\"\(value)\" src=\"1.2.3.4\"][x b=\"\(x(40_000))\"]"
    let raw = try shortened(line)
    let first = try #require(try Record.object(of: line)["fields"]?.object?["a"]?.text)
    #expect(raw.hasPrefix(Self.header + "[relay@55555 a=\"\(first)\" src="))
    #expect(raw.hasSuffix("][x b=\"\(x(40_000))\"]"))
    #expect(raw.utf8.count < Self.limit)
  }

  @Test func `Of a repeated name, the last value ends as in fields`() throws {
    let long = String(repeating: "é", count: 15_000)
    let line =
      Self.header + "[relay@55555 a=\"\(long)\" a=\"\(long)\" src=\"1.2.3.4\"][x b=\"yy\(x(10_000))\"]"
    let raw = try shortened(line)
    let last = try #require(try Record.object(of: line)["fields"]?.object?["a"]?.text)
    #expect(raw.hasPrefix(Self.header + "[relay@55555 a=\"\(long)\" a=\"\(last)\" src="))
  }

  @Test func `The longest value is removed before the next one is shortened`() throws {
    // 60,001 fields' bytes, so that they are whole there; 70,000 bytes of another element's.
    let names = (0..<1_000).map { " n\(String(repeating: "n", count: 40))\($0)=\"\"" }.joined()
    let raw = try shortened(
      Self.header
        + "[relay@55555\(names) src=\"1.2.3.4\"][x a=\"\(x(30_000))\" b=\"\(x(20_000))\" c=\"\(x(1))\"]"
    )
    #expect(raw.utf8.count == Self.limit)
    #expect(raw.contains("[x a=\"\" b=\"x"))
    #expect(raw.hasSuffix("x\" c=\"x\"]"))
  }

  @Test(
    arguments: [
      "[origin a=\"VALUE\"]", "[relay@555555 a=\"VALUE\"]", "[x[relay@55555 a=\"VALUE\"]",
      "[x a=\"[relay@55555 VALUE\"]",
      "[relay@55555 a=\"VALUE\" b]", "[relay@55555 a=\"VALUE", "[relay@55555 VALUE=\"x\"]",
      "[relay@55555 a=\"\"][VALUE b=\"x\"]",
      "- VALUE", "VALUE [relay@55555 a=\"b\"]",
    ]
  )
  func `Where no element is the framework's, data is malformed or names alone are too long, the end is cut`(
    rest: String
  ) throws {
    let line = Self.header + rest.replacing("VALUE", with: x(70_000))
    #expect(try raw(line) == String(line.prefix(Self.limit)))
  }

  @Test func `An unwrapped line's own structured data counts`() throws {
    let header = "<1>1 t o a p - - 2026-01-01T00:00:00Z h a p m "
    let raw = try shortened(header + "[relay@55555 body=\"\(x(200_000))\" src_ip=\"1.2.3.4\"] x")
    #expect(raw.utf8.count == Self.limit)
    #expect(raw.hasSuffix("x\" src_ip=\"1.2.3.4\"]"))
  }

  @Test(
    arguments: 0..<40 as Range<UInt64>
  )
  func `A line of any shape gives the same when its raw_line is read again`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let pieces = ["x", #"\""#, #"\\"#, #"\]"#, #"\y"#, "]", "é", "☃", "🦈", "\u{1}", "[relay@55555", " ", "="]
    var data = ""
    for element in 0...generator.below(4) {
      data += generator.isOneIn(2) || element == 0 ? "[relay@55555" : "[e\(element)"
      for parameter in 0..<generator.below(5) {
        let name = generator.isOneIn(4) ? "same" : "p\(element)\(parameter)"
        let length = generator.isOneIn(2) ? generator.below(30) : generator.below(30_000)
        // Backslash and quote or bracket would be an escape that isn't there; `\y` alone ends on a letter.
        let value = (0..<length).map { _ in generator.pick(pieces) }.joined()
        data += " \(name)=\"\(value)\""
      }
      data += "]"
    }
    data += "[x a=\"\(x(Self.limit))\" src=\"6.6.6.6\"][relay@55555 src=\"1.2.3.4\"]"
    let raw = try shortened(Self.header + data + " a message")
    // The largest character takes four bytes, and a backslash before it goes with it.
    #expect(raw.utf8.count > 60_000)
    #expect(try Record.object(of: raw)["attacker_ip"] == "1.2.3.4")
  }
}
