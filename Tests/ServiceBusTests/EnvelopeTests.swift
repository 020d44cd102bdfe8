import NIOCore
import Testing

@testable import ServiceBus

@Suite("The bodies of events")
struct EnvelopeTests {
  private func envelope(_ text: String) -> Envelope? { Envelope(ByteBuffer(string: text)) }

  @Test(
    arguments: [
      (#"{"type":"x","payload":{}}"#, "x", "{}"),
      (#"{"v":1,"id":"0","topic":"a","type":"x","ts":1.5,"payload":{"a":[1,{}]}}"#, "x", #"{"a":[1,{}]}"#),
      (" \t\r\n{ \"payload\" : { \"a\" : 1 } , \"type\" : \"\" } \n", "", #"{ "a" : 1 }"#),
      (#"{"t\u0079pe":"x","p\u0061yload":{}}"#, "x", "{}"),
      (#"{"type":"\u001b\"é😀","payload":{"":"\ud800"}}"#, #"\u001b\"é😀"#, #"{"":"\ud800"}"#),
      (#"{"type":"x","payload":{"a":1,"a":2},"types":3}"#, "x", #"{"a":1,"a":2}"#),
      (
        #"{"type":"x","payload":{"n":[0,-0,1e5,1.5E-3,true,false,null]}}"#, "x",
        #"{"n":[0,-0,1e5,1.5E-3,true,false,null]}"#
      ),
    ]
  )
  func `Type and payload are found as they were written`(text: String, type: String, payload: String) {
    let envelope = envelope(text)
    #expect(envelope.map { String(buffer: $0.type) } == type)
    #expect(envelope.map { String(buffer: $0.payload) } == payload)
  }

  @Test(
    arguments: [
      "", " ", "{}", "[]", "null", "\"x\"", "1", #"{"type":"x"}"#, #"{"payload":{}}"#,
      #"{"type":1,"payload":{}}"#,
      #"{"type":null,"payload":{}}"#, #"{"type":"x","payload":[]}"#, #"{"type":"x","payload":"{}"}"#,
      #"{"type":"x","payload":{}"#, #"{"type":"x","payload":{}}}"#, #"{"type":"x","payload":{}} x"#,
      #"{"type":"x","payload":{},}"#, #"{,"type":"x","payload":{}}"#, #"{"type" "x","payload":{}}"#,
      #"{type:"x","payload":{}}"#, #"{'type':'x','payload':{}}"#, #"[{"type":"x","payload":{}}]"#,
      #"{"type":"x","type":"x","payload":{}}"#, #"{"type":"x","payload":{},"payload":{}}"#,
      #"{"type":"x","t\u0079pe":"y","payload":{}}"#,
    ]
      + [
        "01", "1.", ".5", "+1", "-", "1e", "0x1", "NaN", "Infinity", "tru", "True", "nul", "[1,]", "[,1]",
        "[1 2]", "[",
        "\"", "\"\\\"", #""\x""#, #""\u12g4""#, #""\u12"#, "\"\u{1}\"", "\"\n\"", "{\"a\"}", "{\"a\":}",
        "{1:2}",
      ].map { #"{"type":"x","payload":{"a":\#($0)}}"# }
  )
  func `What is not such an object is refused`(text: String) {
    #expect(envelope(text) == nil)
  }

  @Test(
    arguments: [
      [0xFF], [0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82],
      [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]]
  )
  func `Bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
    let body = Array(#"{"type":"x","payload":{"a":""#.utf8) + bytes + Array("\"}}".utf8)
    #expect(Envelope(ByteBuffer(bytes: body)) == nil)
  }

  @Test func `Values may lie 64 deep in each other, and no deeper`() {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    // The body is the first level, the payload the second.
    #expect(envelope(#"{"type":"x","payload":{"a":\#(nested(62))}}"#) != nil)
    #expect(envelope(#"{"type":"x","payload":{"a":\#(nested(63))}}"#) == nil)
    #expect(envelope(#"{"type":"x","payload":{"a":\#(String(repeating: "[", count: 500_000))}}"#) == nil)
    #expect(envelope(String(repeating: #"{"a":"#, count: 100_000)) == nil)
  }

  @Test func `Cutting a body anywhere is noticed, and nothing behind it is read`() {
    let body = Array(#"{"type":"é😀\u00e9","payload":{"a":[1.5e-3,true,null,"\\"]}}"#.utf8)
    for end in body.indices { #expect(Envelope(ByteBuffer(bytes: body[..<end])) == nil) }
    #expect(Envelope(ByteBuffer(bytes: body)) != nil)
  }
}
