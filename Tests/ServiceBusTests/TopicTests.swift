import ServiceBus
import Testing

@Suite("Topics and patterns")
struct TopicTests {
  @Test(
    arguments: [
      "a", "system.log", "system.collector.health", "a.b.c.d", #"x."q"\/~!"#, "decky.omega-decky_1:2",
    ]
  )
  func `A topic is tokens with dots between them`(text: String) throws {
    #expect(try Topic(text).text == text)
    #expect(try TopicPattern(text).matches(Topic(text)))
  }

  @Test(
    arguments: [
      "", ".", ".a", "a.", "a..b", "a b", " a", "a ", "a\tb", "a\nb", "a\u{0}", "a\u{7F}", "a.*", "*", ">",
      "a>b", "é",
      "a.\u{1F600}",
    ]
  )
  func `An invalid topic is refused`(text: String) {
    #expect(throws: BusError.self) { try Topic(text) }
  }

  @Test(
    arguments: ["", ".", "a.", ".>", "a..*", "a.>.b", ">.a", "a*", "*a.b", "a.b>", "**", ">>", "a b", "é.*"]
  )
  func `An invalid pattern is refused`(text: String) {
    #expect(throws: BusError.self) { try TopicPattern(text) }
  }

  @Test func `A topic or pattern may be 512 bytes long, and no longer`() throws {
    let longest = String(repeating: "a", count: 512)
    #expect(try TopicPattern(longest).matches(Topic(longest)))
    #expect(throws: BusError.self) { try Topic(longest + "a") }
    #expect(throws: BusError.self) { try TopicPattern(longest + "a") }
    let tokens = String(repeating: "a.", count: 255) + "a"
    #expect(try TopicPattern(String(repeating: "*.", count: 255) + "*").matches(Topic(tokens)))
  }

  @Test(
    arguments: [
      ("system.log", "system.log", true), ("system.log", "system.lo", false),
      ("system.log", "system.logs", false),
      ("system.log", "system", false), ("system", "system.log", false), ("system.log", "System.log", false),
      ("*", "a", true), ("*", "a.b", false), ("*.b", "a.b", true), ("a.*", "a.b", true), ("a.*", "a", false),
      ("a.*", "a.b.c", false), ("a.*.c", "a.b.c", true), ("a.*.c", "a.bbb.c", true),
      ("a.*.c", "a.b.d", false),
      ("a.*.c", "a.b", false), ("*.*", "a.b", true), ("*.*", "a", false), ("*.*", "a.b.c", false),
      (">", "a", true), (">", "a.b.c", true), ("a.>", "a.b", true), ("a.>", "a.b.c.d", true),
      ("a.>", "a", false),
      ("a.>", "ab.c", false), ("*.>", "a.b", true), ("*.>", "a", false), ("a.*.>", "a.b.c", true),
      ("a.*.>", "a.b", false),
    ]
  )
  func `A pattern matches as NATS does`(pattern: String, topic: String, expected: Bool) throws {
    #expect(try TopicPattern(pattern).matches(Topic(topic)) == expected)
  }
}
