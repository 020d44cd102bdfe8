import DecoyEvents
import TestSupport
import Testing

@testable import Formats

@Suite("Built-in formats")
struct BuiltInFormatTests {
  @Test func `Each has an example`() {
    let names = Set(FormatLibrary.builtIn.formats.map(\.name))
    #expect(Set(FormatExample.all.map(\.format)) == names)
    #expect(names.count == FormatLibrary.builtIn.formats.count)
  }

  @Test(arguments: FormatExample.all)
  func `An example's record says what the line says`(example: FormatExample) throws {
    let run = try FormatRun(example.lines, example.format)
    #expect(run.records.count == 1)
    let record = try #require(run.records.first)
    #expect(record.text("attacker_ip") == example.attacker)
    #expect(record.text("attribution") == example.attribution)
    #expect(record.text("decky") == "omega-decky")
    #expect(record.text("service") == example.service)
    #expect(record.text("event_type") == example.type)
    #expect(record.text("timestamp") == example.time)
    for (name, value) in example.fields { #expect(record.field(name) == value, "\(name)") }
    if example.attacker != "Unknown" { #expect(record.field("src_ip") == example.attacker) }
    #expect(record.flags.isEmpty)
  }

  @Test(arguments: FormatLibrary.builtIn.formats.map(\.name))
  func `An RFC 5424 line is no event`(format: String) throws {
    let line = #"<134>1 2026-05-22T10:00:00Z h ssh - connect [relay@55555 src_ip="198.51.100.66"]"#
    #expect(try FormatRun.isUnparsed(line, format))
    let example = try #require(FormatExample.all.first { $0.format == format })
    if example.lines.count > 1 {
      let run = try FormatRun([example.lines[0], line], format)
      #expect(run.readings == [.columns, .unparsed])
    }
  }

  @Test(
    arguments: FormatLibrary.builtIn.formats.map(\.name)
  )
  func `Lines that are none of the format are no events`(format: String) throws {
    for line in [
      "x", "{", "{}", "[]", "null", #"{"eventid":1}"#, "\u{0}", "src_ip=203.0.113.7", ",,,", "\"", "'",
    ] {
      #expect(try FormatRun([line], format).records.isEmpty, "\(line)")
    }
  }

  @Test(arguments: FormatExample.all)
  func `An address anywhere but at the declared path is never the attacker's`(example: FormatExample) throws {
    let planted = "198.51.100.99"
    let last = try #require(example.lines.last)
    var lines = ["x \(planted) y", "\(planted):22", #"" src_ip=\#(planted) ""#].map { text in
      last.replacing("root", with: text).replacing("GET", with: text).replacing("curl", with: text)
    }
    if let object = try? JSONParser.parse(Array(last.utf8), as: .plain).object {
      let format = try #require(FormatLibrary.builtIn[example.format])
      let source = try #require(format.addressFields.sourceIP)
      let declared = format.fields[source].rule.slots.map { format.tree.paths[$0] }
      lines += Self.variants(of: object, below: "", planting: planted, except: Set(declared))
      #expect(lines.count > 8)
    }
    for line in lines {
      let run = try FormatRun(example.lines.dropLast() + [line], example.format)
      for record in run.records {
        #expect(record.text("attacker_ip") != planted, "\(line)")
        if record.field("src_ip") == planted { Issue.record("src_ip is planted: \(line)") }
      }
    }
  }

  /// The object with an address in one of its strings, and with more members that have one.
  private static func variants(
    of object: JSONObject,
    below path: String,
    planting planted: String,
    except declared: Set<[UInt8]>
  ) -> [String] {
    var variants: [String] = []
    for (index, member) in object.members.enumerated() {
      let memberPath = path + String(decoding: member.name, as: UTF8.self)
      var values: [JSONValue] = []
      switch member.value {
      case .string where !declared.contains(Array(memberPath.utf8)) && memberPath != "message":
        values = [.string(Array(planted.utf8))]
      case .object(let inner):
        values = self.variants(of: inner, below: memberPath + ".", planting: planted, except: declared)
          .compactMap { try? JSONParser.parse(Array($0.utf8), as: .plain) }
      default: break
      }
      for value in values {
        var members = object.members
        members[index].value = value
        variants += JSONObject(members: members).map { [JSONValue.object($0).json] } ?? []
      }
    }
    for name in ["src", "client_ip", "remote_ip", "attacker_ip", "ip", "source.ip", "src_ip.x", "headers.x"]
    where object[name] == nil && !declared.contains(Array((path + name).utf8)) {
      let more: JSONObject.Member = (Array(name.utf8), .string(Array(planted.utf8)))
      variants += JSONObject(members: object.members + [more]).map { [JSONValue.object($0).json] } ?? []
    }
    return variants
  }

  @Test func `Only what a client can set is attributed to a header`() {
    let names = FormatLibrary.builtIn.formats.filter { $0.address == .header }.map(\.name)
    #expect(Set(names) == ["go-pot", "h0neytr4p", "hellpot", "honeypots"])
  }

  @Test(arguments: FormatExample.all)
  func `An example is taken for its own format`(example: FormatExample) {
    let sample = Array(
      (example.lines + example.lines.suffix(example.format == "heralding-auth" ? 2 : 1))
        .joined(separator: "\n").utf8
    )
    #expect(FormatGuess(of: sample, among: .builtIn)?.name == example.format)
  }
}
