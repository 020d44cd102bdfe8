import TestSupport
import Foundation
import Testing

@testable import Formats

@Suite("Tables of formats")
struct FormatTableTests {
  private static let table = """
    {"name": "mine", "kind": "json", "is": {"event": "*"}, "address": "peer", "service": {"const": "x"},
     "event_type": {"const": "y"}, "fields": {"src_ip": "ip"}}
    """

  @Test(
    arguments: [
      (#""kind": "json""#, #""kind": "xml""#, "kind: expected one of json, csv, text"),
      (#""name": "mine", "#, "", "name: missing"),
      (
        #""name": "mine""#, #""name": "Mine""#,
        "name: expected lower-case letters, digits and -, not rfc5424, none or auto"
      ),
      (
        #""name": "mine""#, #""name": "auto""#,
        "name: expected lower-case letters, digits and -, not rfc5424, none or auto"
      ),
      (
        #""name": "mine""#, #""name": "none""#,
        "name: expected lower-case letters, digits and -, not rfc5424, none or auto"
      ),
      (#""name": "mine""#, #""name": 1"#, "name: expected a string"),
      (#""address": "peer""#, #""address": "socket""#, "address: expected one of peer, header, traffic"),
      (
        #""address": "peer""#, #""address": "peer", "own_addresses": ["192.0.2.1"]"#,
        "own_addresses: only with address traffic"
      ),
      (
        #""address": "peer""#, #""address": "traffic", "own_addresses": ["eth0"]"#,
        "own_addresses: 'eth0' is not an address"
      ),
      (#""is": {"event": "*"}"#, #""is": {}"#, "is: missing or empty"),
      (
        #""is": {"event": "*"}"#, #""is": {"a..b": "*"}"#,
        "is.a..b: 'a..b' is not a path: expected keys and indices with dots between"
      ),
      (#""is": {"event": "*"}"#, #""is": {"event": 1}"#, "is.event: expected a string"),
      (#""const": "x""#, #""cnst": "x""#, "service.cnst: unknown key"),
      (
        #"{"const": "x"}"#, #""path""#,
        "service: expected a constant, or a map with a default, so that no line chooses it"
      ),
      (
        #"{"const": "x"}"#, #"{"path": "p", "map": {"a": "b"}}"#,
        "service: expected a constant, or a map with a default, so that no line chooses it"
      ),
      (#"{"const": "x"}"#, #"{"path": "p", "map": {}, "default": "x"}"#, "service.map: empty"),
      (
        #"{"const": "x"}"#, #"{"path": "p", "default": "x"}"#,
        "service: expected a path, a list of paths, const alone, or path and map with or without default"
      ),
      (#"{"const": "x"}"#, #"{"const": ""}"#, "service.const: empty"),
      (#""fields": {"src_ip": "ip"}"#, #""fields": {"user": "u"}"#, "fields.src_ip: missing"),
      (#""src_ip": "ip""#, #""src_ip": []"#, "fields.src_ip: expected a path"),
      (
        #""src_ip": "ip""#, #""src_ip": "ip", "Bad": "x""#,
        "fields.Bad: expected lower-case letters, digits and _, not native_event or credentials"
      ),
      (
        #""src_ip": "ip""#, #""src_ip": "ip", "native_event": "x""#,
        "fields.native_event: expected lower-case letters, digits and _, not native_event or credentials"
      ),
      (#""src_ip": "ip""#, #""src_ip": "ip", "src_ip": "x""#, "fields.src_ip: repeated key"),
      (
        #""src_ip": "ip""#, #""src_ip": "a.*.b""#,
        "fields.src_ip: 'a.*.b' is not a path: expected keys and indices with dots between"
      ),
      (#""name": "mine""#, #""name": "mine", "nmae": "x""#, "nmae: unknown key"),
      (
        #""name": "mine""#, #""name": "mine", "images": "x""#,
        "images: expected an object"
      ),
      (
        #""name": "mine""#, #""name": "mine", "images": ["x"]"#,
        "images: expected an object"
      ),
      (
        #""name": "mine""#, #""name": "mine", "images": {"x": "stdout"}"#,
        "images.x: expected a list of strings"
      ),
      (
        #""name": "mine""#, #""name": "mine", "images": {"x": []}"#,
        "images.x: expected stdout, stderr or paths of files"
      ),
      (
        #""name": "mine""#, #""name": "mine", "images": {"": ["stdout"]}"#,
        "images: expected the names of images"
      ),
      (
        #""name": "mine""#, #""name": "mine", "images": {"x": ["stdout"], "x": ["stderr"]}"#,
        "images.x: repeated key"
      ),
      (
        #""name": "mine""#, #""name": "mine", "images": {"x": ["log/x"]}"#,
        "images.x: 'log/x' is not stdout, stderr or the path of a file: expected an absolute path"
      ),
      (
        #""name": "mine""#, #""name": "mine", "images": {"x": ["/a*/x"]}"#,
        "images.x: '/a*/x' is not stdout, stderr or the path of a file: * may stand in the last component only"
      ),
      (
        #""name": "mine""#, #""name": "mine", "images": {"x": ["/a/../x"]}"#,
        "images.x: '/a/../x' is not stdout, stderr or the path of a file: has a component .."
      ),
      (
        #""name": "mine""#, #""name": "mine", "images": {"x": ["/a/"]}"#,
        "images.x: '/a/' is not stdout, stderr or the path of a file: expected the path of a file, not of a directory"
      ),
      (
        #""name": "mine""#, #""name": "mine", "images": {"x": ["${A"]}"#,
        "images.x: '${A' is not stdout, stderr or the path of a file: a ${ without }"
      ),
      (#""name": "mine""#, #""name": "mine", "sources": ["stdout"]"#, "sources: unknown key"),
      (
        #""name": "mine""#, #""name": "mine", "templates": ["{ip}"]"#,
        "templates: with kind json, templates and in need each other"
      ),
      (
        #""name": "mine""#, #""name": "mine", "in": "m", "templates": ["{ipv4}"]"#,
        "templates.0: unknown type of hole; expected one of ip, address, port, int, number, time, blanks, word, text, quoted, rest"
      ),
      (#""name": "mine""#, #""name": "mine", "in": "m", "templates": ["{ip"]"#, "templates.0: a { without }"),
      (#""name": "mine""#, #""name": "mine", "in": "m", "templates": ["ip}"]"#, "templates.0: a } without {"),
      (
        #""name": "mine""#, #""name": "mine", "in": "m", "templates": ["{rest} {ip}"]"#,
        "templates.0: {rest} comes last, or before the last literal"
      ),
      (
        #""name": "mine""#, #""name": "mine", "in": "m", "templates": ["{text}{ip}"]"#,
        "templates.0: {text} comes before a literal; {rest} takes everything"
      ),
      (
        #""name": "mine""#, #""name": "mine", "credentials": [{"username": "a.*"}]"#,
        "credentials.0: expected username and password"
      ),
      (
        #""name": "mine""#, #""name": "mine", "credentials": [{"username": "a", "password": "b.*"}]"#,
        "credentials.0.username: expected a path with one *"
      ),
      (
        #""kind": "json", "is": {"event": "*"}"#, #""kind": "text", "templates": ["{ip}"]"#,
        "fields.src_ip: no template has 'ip2'"
      ),
      (
        #""name": "mine""#, #""name": "mine", "sensor": {"const": "x"}"#,
        "sensor: expected a list of strings"
      ),
      (#"{"name""#, #"["name""#, "not valid JSON, or nested too deeply"),
    ]
  )
  func `A fault names file, key and reason`(old: String, new: String, message: String) {
    var table = Self.table.replacing(old, with: new)
    if message.contains("ip2") { table = table.replacing(#""src_ip": "ip""#, with: #""src_ip": "ip2""#) }
    #expect(table != Self.table)
    #expect(throws: FormatError.self) { try Format.table(table) }
    do {
      _ = try Format.table(table)
    } catch {
      #expect("\(error)" == "test.json: \(message)")
    }
  }

  @Test func `A user's table replaces a built-in one, and not another of the user's`() throws {
    var library = FormatLibrary.builtIn
    let count = library.formats.count
    let table = Array(Self.table.replacing("mine", with: "cowrie").utf8)
    try library.add(table, file: "a.json")
    #expect(library.formats.count == count)
    #expect(library["cowrie"].flatMap { library.file(of: $0) } == "a.json")
    #expect(library["opencanary"].flatMap { library.file(of: $0) } == nil)
    #expect(throws: FormatError(file: "b.json", key: "name", reason: "'cowrie' is defined in a.json too")) {
      try library.add(table, file: "b.json")
    }
    try library.add(Array(Self.table.utf8), file: "c.json")
    #expect(library.formats.count == count + 1)
  }

  @Test func `The example in the documentation is valid, and its lines give the record that stands there`()
    throws
  {
    let file = URL(filePath: #filePath).appending(path: "../../../docs/honeypots.md").standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    let blocks = text.split(separator: "```json\n").dropFirst().compactMap {
      $0.split(separator: "\n```").first
    }
    try #require(blocks.count == 3, "table, line and record")
    let format = try Format.table(String(blocks[0]))
    let run = try FormatRun(blocks[1].split(separator: "\n").map(String.init), format)
    let expected = try JSONParser.parse(Array(blocks[2].utf8), as: .plain).object
    let record = try #require(run.records.first)
    for (name, value) in try #require(expected).members {
      #expect(record[String(decoding: name, as: UTF8.self)] == value)
    }
  }

  @Test func `The documentation has a section for each program`() throws {
    let file = URL(filePath: #filePath).appending(path: "../../../docs/honeypots.md").standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    for format in FormatLibrary.builtIn.formats {
      #expect(text.contains("`\(format.name)`"), "\(format.name)")
    }
  }
}
