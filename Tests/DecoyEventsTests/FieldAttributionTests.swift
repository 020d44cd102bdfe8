import Testing
import TestSupport

@testable import DecoyEvents

@Suite("Attribution by field")
struct FieldAttributionTests {
  private static let namesInOrder = [
    "src_ip", "src", "client_ip", "remote_ip", "remote_addr", "target_ip", "ip",
  ]

  @Test func `The first name in order of precedence with a literal wins, at any position`() throws {
    for (rank, name) in Self.namesInOrder.enumerated() {
      // Those before it hold no literal; those after it stand before it in the line.
      let others = Self.namesInOrder.enumerated().reversed().filter { $0.offset != rank }
        .map { #"\#($0.element)="\#($0.offset < rank ? "localhost" : "9.9.9.\($0.offset)")""# }
      let rest = #"[relay@55555 \#(others.joined(separator: " ")) \#(name)="1.2.3.4"] from 8.8.8.8"#
      try AttributionExample(rest, "1.2.3.4", "field").check()
    }
  }

  @Test(
    arguments: [
      "", "x", " 1.2.3.4", "1.2.3.4 ", "'1.2.3.4'", "1.2.3.4,5.6.7.8", "0.0.0.0", "::", "1.2.3.4.",
      "fe80::1%", "fe80::1%abcdefghijklmnop", "1.2.3.4%eth0", "::%eth0", "?", "-", "host.example.net",
      "<script>", "1.2.3.4:99999", "[1.2.3.4]", "unknown", "ip=1.2.3.4", #"\"1.2.3.4\""#,
    ]
  )
  func `The complete value of a field must be a literal`(value: String) throws {
    try AttributionExample(#"[relay@55555 src_ip="\#(value)"]"#, "Unknown", "none").check()
    try AttributionExample(#"[relay@55555 src_ip="\#(value)" ip="9.9.9.9"]"#, "9.9.9.9", "field").check()
  }

  @Test(
    arguments: [
      #"[relay@55555 SRC_IP="1.2.3.4"]"#, #"[relay@55555 Ip="1.2.3.4"]"#,
      #"[relay@55555 x-src_ip="1.2.3.4"]"#,
      #"[relay@55555 src_ip_="1.2.3.4"]"#, #"[relay@55555 dst_ip="1.2.3.4"]"#,
      #"[relay@5555 src_ip="1.2.3.4"]"#,
      #"[origin ip="1.2.3.4"]"#, #"[relay@55555 password="a] src=6.6.6.6 "]"#,
    ]
  )
  func `Names of other case, other elements and longer names give no address`(rest: String) throws {
    try AttributionExample(rest, "Unknown", "none").check()
  }

  @Test(
    arguments: [
      (#"src_ip="1.2.3.4:5151""#, "1.2.3.4", "5151"), (#"src_ip="[2001:db8::5]:443""#, "2001:db8::5", "443"),
      (#"src_ip="[2001:db8::5\]:443""#, "2001:db8::5", "443"), (#"ip="1.2.3.4:00080""#, "1.2.3.4", "00080"),
      (#"src_ip="[fe80::1%eth0\]:443""#, "fe80::1%eth0", "443"),
      (#"src_ip="1.2.3.4:1" remote_port="2""#, "1.2.3.4", "2"),
      (#"remote_port="" src_ip="1.2.3.4:1""#, "1.2.3.4", ""),
      (#"src_ip="x:1" src="1.2.3.4:7" ip="9.9.9.9:8""#, "1.2.3.4", "7"),
      (#"src_ip="1.2.3.4:1" Remote_port="2""#, "1.2.3.4", "1"),
    ]
  )
  func `A port is split off into remote_port, where there is none`(
    parameters: String,
    address: String,
    port: String
  ) throws {
    let record = try Record.object(of: "<1>1 t h a p m [relay@55555 \(parameters)]")
    #expect(record["attacker_ip"]?.text == address)
    #expect(record["fields"]?.object?["remote_port"]?.text == port)
  }

  @Test func `A field that has a port keeps its value`() throws {
    let record = try Record.object(of: #"<1>1 t h a p m [relay@55555 src="1.2.3.4:5"]"#)
    #expect(record["fields"]?.object?["src"] == "1.2.3.4:5")
  }

  @Test(arguments: ["1.2.3.4", "2001:db8::5", "[2001:db8::5]", "fe80::1%eth0"])
  func `No port: no remote_port`(value: String) throws {
    let record = try Record.object(of: #"<1>1 t h a p m [relay@55555 src="\#(value)"]"#)
    #expect(record["fields"]?.object?.names == ["src"])
  }

  @Test func `Of a repeated field, the last value counts`() throws {
    try AttributionExample(#"[relay@55555 src="1.1.1.1" src="2.2.2.2"]"#, "2.2.2.2", "field").check()
    try AttributionExample(#"[relay@55555 src="1.1.1.1" src="x"]"#, "Unknown", "none").check()
    try AttributionExample(#"[relay@55555 src="1.1.1.1"][relay@55555 src="2.2.2.2"]"#, "2.2.2.2", "field")
      .check()
  }

  @Test func `Fields before a fault give an address, and the message after it gives none`() throws {
    try AttributionExample(#"[relay@55555 src="1.1.1.1" x"#, "1.1.1.1", "field").check()
    try AttributionExample(#"[relay@55555 a="1" src=6.6.6.6] from 7.7.7.7"#, "Unknown", "none").check()
  }

  @Test func `A field of an unwrapped record counts as message`() throws {
    let header = "<1>1 t o a p - - 2026-01-01T00:00:00Z h a p m "
    try AttributionExample(#"[relay@55555 src="1.1.1.1"] from 2.2.2.2"#, "1.1.1.1", "message").check(
      header: header
    )
    try AttributionExample("- from 2.2.2.2", "2.2.2.2", "prose").check(header: header)
  }
}
