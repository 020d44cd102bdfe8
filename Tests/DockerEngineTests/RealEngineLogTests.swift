import DockerEngine
import EngineTestSupport
import NIOCore
import Testing
import TestSupport

@Suite("Logs of a real engine", .tags(.engine), needsEngine, .timeLimit(.minutes(Patience.minutes(3))))
struct RealEngineLogTests {
  /// The contents of a log put together: lines again.
  static func text(_ messages: [DecodedMessage]) -> String {
    String(decoding: messages.flatMap(\.content), as: UTF8.self)
  }

  @Test func `Stdout and stderr are read apart`() async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("streams")
    try await engine.run(name: name, script: "echo out; echo err >&2; printf 'no end'")
    try await engine.wait(name)
    try await engine.withClient { client in
      let out = try await client.messages(of: name)
      #expect(Self.text(out) == "out\nno end")
      #expect(out.allSatisfy { $0.stream == .stdout })
      #expect(out.map(\.timestamp) == out.map(\.timestamp).sorted())
      let err = try await client.messages(of: name, LogRequest(stream: .stderr, follow: false))
      #expect(Self.text(err) == "err\n")
      #expect(err.allSatisfy { $0.stream == .stderr })
    }
    try await engine.remove(name)
  }

  @Test func `A running container is followed, line by line, to its proper end`() async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("follow")
    // It goes on when the test says so: what is read is live, not a backlog.
    try await engine.run(
      name: name,
      script: "echo first; until test -e /go; do sleep 0.05; done; echo second; sleep 0.3"
    )
    try await engine.withClient { client in
      let text = try await client.withLogs(of: name, LogRequest(follow: true)) { stream in
        var decoder = LogDecoder(hasTTY: false)
        var text: [UInt8] = []
        while let bytes = try await stream.next() {
          try bytes.withUnsafeReadableBytes { bytes in
            try decoder.decode(bytes) { text += $0.content }
          }
          if text == Array("first\n".utf8) {
            try await engine.exec(name, ["touch", "/go"])
          }
        }
        try decoder.finish { text += $0.content }
        return String(decoding: text, as: UTF8.self)
      }
      #expect(text == "first\nsecond\n")
    }
    try await engine.remove(name)
  }

  @Test func `A silent container's stream opens at once and ends with the container`() async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("silent")
    try await engine.run(name: name, ["sleep", "1000"])
    try await engine.withClient { client in
      let last = try await client.withLogs(of: name, LogRequest(follow: true)) { stream in
        try await engine.kill(name)
        return try await stream.next()
      }
      #expect(last == nil)
    }
    try await engine.remove(name)
  }

  @Test(arguments: [0, 1, 3, 10, 1000])
  func `Tail gives the last messages`(count: Int) async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("tail")
    try await engine.run(name: name, ["seq", "10"])
    try await engine.wait(name)
    try await engine.withClient { client in
      let messages = try await client.messages(of: name, LogRequest(follow: false, tail: count))
      #expect(Self.text(messages) == (1...10).suffix(count).map { "\($0)\n" }.joined())
    }
    try await engine.remove(name)
  }

  @Test(arguments: [40_000, 200_000])
  func `A long line comes in pieces of 16,384 bytes with one timestamp`(length: Int) async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("long")
    try await engine.run(name: name, script: Self.longLineScript(length))
    try await engine.wait(name)
    try await engine.withClient { client in
      let messages = try await client.messages(of: name)
      #expect(Self.text(messages) == "before\n" + String(repeating: "2", count: length) + "\nafter\n")
      let pieces = messages.dropFirst().dropLast()
      #expect(pieces.count == length / 16_384 + 1)
      #expect(Set(pieces.map(\.timestamp)).count == 1)
      #expect(pieces.dropLast().allSatisfy { $0.content.count == 16_384 })
    }
    try await engine.remove(name)
  }

  @Test(arguments: [10, 40_000, 200_000])
  func `A terminal's log is read without its stamps, long lines too`(length: Int) async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("terminal")
    try await engine.run(name: name, hasTTY: true, script: Self.longLineScript(length) + "; echo err >&2")
    try await engine.wait(name)
    try await engine.withClient { client in
      let messages = try await client.messages(of: name, hasTTY: true)
      #expect(
        Self.text(messages) == "before\r\n" + String(repeating: "2", count: length) + "\r\nafter\r\nerr\r\n"
      )
    }
    try await engine.remove(name)
  }

  @Test
  func `A terminal's long line that isn't UTF-8, whose pieces json-file makes longer, has no stamp in it`()
    async throws
  {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("binary")
    try await engine.run(
      name: name,
      hasTTY: true,
      script: "head -c 40000 /dev/zero | tr '\\0' '\\377'; echo; echo after"
    )
    try await engine.wait(name)
    try await engine.withClient { client in
      let messages = try await client.messages(of: name, hasTTY: true)
      #expect(Self.text(messages) == String(repeating: "\u{FFFD}", count: 40_000) + "\r\nafter\r\n")
    }
    try await engine.remove(name)
  }

  @Test func `Many lines come complete and in order`() async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("many")
    try await engine.run(name: name, ["seq", "50000"])
    try await engine.withClient { client in
      // What a follow of Moby 20.10's gives of a container that ends meanwhile is in order but may lack the
      // end; a read after that has it all.
      let followed = try await client.messages(of: name, LogRequest(follow: true))
      try await engine.wait(name)
      let messages = try await client.messages(of: name)
      #expect(followed[...] == messages.prefix(followed.count))
      #expect(Self.text(messages) == (1...50_000).map { "\($0)\n" }.joined())
    }
    try await engine.remove(name)
  }

  @Test func `Many silent streams are open at once`() async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("crowd")
    try await engine.run(name: name, script: "echo here; exec sleep 1000")
    try await engine.withClient { client in
      try await withThrowingTaskGroup(of: Int.self) { group in
        let (opened, opening) = AsyncStream.makeStream(of: Void.self)
        for _ in 0..<100 {
          group.addTask {
            try await client.withLogs(of: name, LogRequest(follow: true)) { stream in
              var count = 0
              while let bytes = try await stream.next() {
                if count == 0 { opening.yield() }
                count += bytes.readableBytes
              }
              return count
            }
          }
        }
        var open = 0
        for await _ in opened {
          open += 1
          if open == 100 { break }
        }
        // Queries have connections of their own, so that streams never stand in their way.
        #expect(try await client.container(name) != nil)
        try await engine.kill(name)
        for try await count in group { #expect(count == 8 + 31 + 5) }
      }
    }
    try await engine.remove(name)
  }

  private static func longLineScript(_ length: Int) -> String {
    "echo before; head -c \(length) /dev/zero | tr '\\0' 2; echo; echo after"
  }
}
