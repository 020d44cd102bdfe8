import Syslog
import Testing

@Suite("The header")
struct HeaderTests {
  @Test func `A header's parts are ranges of the line`() throws {
    let line = Array("<134>1 2026-01-01T00:00:00Z web01 ssh 77 login_attempt [x] hello".utf8)
    let header = try #require(read(line))
    #expect(header.priority == 134)
    #expect(text(header.timestamp, of: line) == "2026-01-01T00:00:00Z")
    #expect(text(header.hostname, of: line) == "web01")
    #expect(text(header.appName, of: line) == "ssh")
    #expect(text(header.procID, of: line) == "77")
    #expect(text(header.messageID, of: line) == "login_attempt")
    #expect(text(header.rest, of: line) == "[x] hello")
  }

  @Test(
    arguments: [
      "<1>1 t h a p m -",
      "<0>1 t h a p m -",
      "<00>1 t h a p m -",
      "<007>1 t h a p m -",
      "<999>1 t h a p m -",
      "<191>1 - - - - - -",
      "<1>1 t h a p m  ",
      "<1>1 t h a p m \t",
      "<1>1 t h a p m [",
      "<1>1 < > [ ] \" =",
      "<1>1 t h a p m 世",
      "<1>1 東京 h\u{A0}h a\u{2003}a p\u{85}p m\u{0}m x",
      "<1>1 t\u{1}\u{1F} h a p m x",
    ]
  )
  func `Every line that follows the grammar has a header`(line: String) throws {
    #expect(read(Array(line.utf8)) != nil)
  }

  @Test(
    arguments: [
      "", " ", "<", "<1", "<1>", "<1>1", "<1>1 ", "hello world",
      "<>1 t h a p m -",
      "<1234>1 t h a p m -",
      "<-1>1 t h a p m -",
      "<+1>1 t h a p m -",
      "< 1>1 t h a p m -",
      "<1 >1 t h a p m -",
      "<1a>1 t h a p m -",
      "<\u{661}>1 t h a p m -",
      "<1>2 t h a p m -",
      "<1>0 t h a p m -",
      "<1>11 t h a p m -",
      "<1>01 t h a p m -",
      "<1> t h a p m -",
      "<1> 1 t h a p m -",
      "<1>1  t h a p m -",
      "<1>1\tt h a p m -",
      "<1>1 t  h a p m -",
      "<1>1 t\th a p m -",
      "<1>1 t h\u{B} a p m -",
      "<1>1 t h a\u{C} p m -",
      "<1>1 t h a p\r m -",
      "<1>1 t h a p m\t-",
      "<1>1 t h a p m",
      "<1>1 t h a p m ",
      "<1>1 t h a p",
      "<1>1 t h a",
      " <1>1 t h a p m -",
      "\u{FEFF}<1>1 t h a p m -",
      "x<1>1 t h a p m -",
      "[1>1 t h a p m -",
      "<1]1 t h a p m -",
      "<<1>1 t h a p m -",
    ]
  )
  func `What strays from the grammar is no header`(line: String) {
    #expect(read(Array(line.utf8)) == nil)
  }

  @Test func `Reading a beginning of a line never goes beyond its end`() {
    let line = Array("<134>1 2026-01-01T00:00:00Z web01 ssh 77 login_attempt -".utf8)
    for count in line.indices {
      // A copy of its own, so that reading on would leave the allocation.
      #expect(read(Array(line[..<count])) == nil)
    }
    #expect(read(line) != nil)
  }

  @Test(arguments: [1, 15, 16, 17, 31, 32, 33, 255, 256, 100_000])
  func `A token of any length is a token`(count: Int) throws {
    let token = String(repeating: "x", count: count)
    let line = Array("<1>1 t h \(token) p m -".utf8)
    #expect(try #require(read(line)).appName.count == count)
  }

  @Test func `A token can have every byte except white space`() {
    for byte in UInt8.min...UInt8.max where byte != 0x0A {
      let line = Array("<1>1 t h".utf8) + [byte] + Array("x a p m -".utf8)
      let isWhiteSpace = [0x09, 0x0B, 0x0C, 0x0D].contains(byte)
      // With a blank there, the parts move by one, and there are still enough of them.
      #expect((read(line) == nil) == isWhiteSpace, "byte \(byte)")
    }
  }

  /// The header of a line, if it has one.
  private func read(_ line: [UInt8]) -> SyslogHeader? {
    line.withUnsafeBytes { SyslogHeader(parsing: $0) }
  }

  /// A range of a line as text.
  private func text(_ range: Range<Int>, of line: [UInt8]) -> String {
    String(decoding: line[range], as: UTF8.self)
  }
}
