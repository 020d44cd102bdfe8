import Testing
import TestSupport

@testable import DecoyEvents

@Suite("Names of fields")
struct FieldNameTests {
  @Test(arguments: [2, 3, 8, 15, 16, 17, 18, 40])
  func `Of a repeated name, the last value counts`(count: Int) throws {
    // One name stands first and last, one twice in the middle, the others once.
    var parameters = (0..<count).map { (name: "name\($0)", value: "\($0)") }
    parameters[count - 1].name = "name0"
    parameters.insert(("twice", "a"), at: count / 2)
    parameters.insert(("twice", "b"), at: count / 2 + 1)
    let text = parameters.map { #"\#($0.name)="\#($0.value)""# }.joined(separator: " ")
    let fields = try #require(try Record.object(of: "<1>1 t h a p m [relay@55555 \(text)]")["fields"]?.object)
    #expect(Set(fields.names) == Set(parameters.map(\.name)))
    #expect(fields["name0"]?.text == "\(count - 1)")
    #expect(fields["twice"] == "b")
  }

  @Test(
    arguments: [
      ["a", "A"], ["a", "aa"], ["src_ip", "x-src_ip", "src_ip_"], ["longername1", "longername2"],
      ["1longername", "2longername"], ["12345678", "x12345678"], ["a", "a\u{0}", "\u{0}a"],
      ["remote_port", "Remote_port"], ["é", "è"], ["12345678é", "12345678è"],
    ]
  )
  func `Names that look alike are different fields`(names: [String]) throws {
    let text = names.map { "\($0)=\"\($0)\"" }.joined(separator: " ")
    let fields = try #require(try Record.object(of: "<1>1 t h a p m [relay@55555 \(text)]")["fields"]?.object)
    #expect(fields.members.count == names.count)
    for name in names { #expect(fields[name]?.text == name) }
  }

  @Test func `Only elements of the framework's own id give fields, and all of them do`() throws {
    let line =
      #"<1>1 t h a p m [relay@55555 a="1" b="1"][relay@5555 a="2"][Relay@55555 a="3"][relay@555555 a="4"]"#
      + #"[relay@55555 a="5" c="5"][x src_ip="6.6.6.6"] m"#
    let record = try Record.object(of: line)
    let fields = try #require(record["fields"]?.object)
    #expect(Set(fields.names) == ["a", "b", "c"])
    #expect(fields["a"] == "5")
    #expect(record["attacker_ip"] == "Unknown")
  }

  @Test func `Values are unescaped`() throws {
    let line = #"<1>1 t h a p m [relay@55555 p="a\"b\\c\]d\e]" q="] src=6.6.6.6 "] m"#
    let record = try Record.object(of: line)
    #expect(record["fields"]?.object?["p"]?.text == #"a"b\c]d\e]"#)
    #expect(record["fields"]?.object?["q"] == "] src=6.6.6.6 ")
    #expect(record["msg"] == "m")
    #expect(record["attacker_ip"] == "Unknown")
  }
}
