import Basics
import DockerEngine
import EngineTestSupport
import NIOCore
import Testing
import TestSupport

@Suite("Streams of engines that do not behave", .timeLimit(.minutes(Patience.minutes(5))))
struct FakeEngineStreamTests {
  @Test
  func `An engine that sends no head before there is an event is believed to watch, and its events come`()
    async throws
  {
    let event = Array(#"{"Action":"start","id":"a","time":1}"#.utf8) + [0x0A]
    let answer = FakeEngine.Answer(FakeEngine.chunked([event], ends: false), after: .seconds(1))
    try await FakeEngine.run({ _ in answer }) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint, configuration: .impatient) { client in
        try await client.withEvents { events in
          #expect(!events.hasBegun)
          let first = try await events.first { _ in true }
          #expect(first?.containerID == "a")
        }
      }
    }
  }

  @Test func `A followed log is waited for without a head, and a refusal that comes late is an error`()
    async throws
  {
    let refusal = FakeEngine.response(status: "409 Conflict", #"{"message":"is being removed"}"#)
    try await FakeEngine.run({ _ in FakeEngine.Answer(refusal, after: .seconds(1)) }) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint, configuration: .impatient) { client in
        let error = await engineError {
          try await client.withLogs(of: "a", LogRequest(follow: true)) { stream in
            let bytes = try await stream.next()
            #expect(bytes == nil, "there is nothing")
          }
        }
        #expect(error?.code == .status(409))
        #expect(error?.message.contains("is being removed") == true)
      }
    }
  }

  @Test func `A caller learns that an engine has begun to send events`() async throws {
    try await FakeEngine.run(FakeEngine.chunked([], ends: false), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let hasBegun = try await client.withEvents { $0.hasBegun }
        #expect(hasBegun)
      }
    }
  }

  @Test func `A log that is cut anywhere ends in connectionLost, after the messages that had come whole`()
    async throws
  {
    let messages = Array(FrameDecoderTests.messages[..<3])
    let answer = FakeEngine.chunked(messages.map(\.frame), ends: true)
    for cut in answer.indices {
      try await FakeEngine.run(Array(answer[..<cut]), .closes) { engine in
        try await EngineClient.withClient(endpoint: engine.endpoint) { client in
          var decoded: [DecodedMessage] = []
          let error = await engineError {
            try await client.withLogs(of: "a", LogRequest(follow: true)) { stream in
              var decoder = LogDecoder(hasTTY: false)
              while let bytes = try await stream.next() {
                try bytes.withUnsafeReadableBytes { bytes in
                  try decoder.decode(bytes) { decoded.append(DecodedMessage($0)) }
                }
              }
            }
          }
          #expect(error?.code == .connectionLost, "cut at \(cut)")
          #expect(decoded[...] == messages[..<decoded.count])
          if cut > answer.count - 5 {
            #expect(decoded == messages)
          }
        }
      }
    }
  }

  @Test func `A huge log comes in bounded batches and complete, to a consumer that takes its time`()
    async throws
  {
    let chunk = [UInt8](repeating: 0x78, count: 1000)
    let answer = FakeEngine.chunked([[UInt8]](repeating: chunk, count: 8000), ends: true)
    let limits = EngineClient.Configuration()
    try await FakeEngine.run(answer, .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let total = try await client.withLogs(of: "a", LogRequest(follow: false)) { stream in
          var total = 0
          while let bytes = try await stream.next() {
            #expect(bytes.readableBytes < limits.batchLength + limits.readLength)
            #expect(bytes.readableBytes > 0)
            total += bytes.readableBytes
            await Task.yield()
          }
          #expect(try await stream.next() == nil)
          return total
        }
        #expect(total == 8_000_000)
      }
    }
  }

  @Test func `A cancelled consumer ends at once, and its connection is closed`() async throws {
    let answer = FakeEngine.chunked([FrameDecoderTests.messages[0].frame], ends: false)
    try await FakeEngine.run(answer, .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
        await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            try await client.withLogs(of: "a", LogRequest(follow: true)) { stream in
              while let _ = try await stream.next() { arrival.yield() }
            }
          }
          for await _ in arrived { break }
          group.cancelAll()
          await #expect(throws: CancellationError.self) { try await group.next() }
        }
        while engine.closed == 0 { await Task.yield() }
      }
    }
  }

  @Test func `A stream that is left early is closed when its closure returns`() async throws {
    let answer = FakeEngine.chunked([FrameDecoderTests.messages[0].frame], ends: false)
    try await FakeEngine.run(answer, .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let length = try await client.withLogs(of: "a", LogRequest(follow: true)) { stream in
          try await stream.next()?.readableBytes
        }
        #expect(length == FrameDecoderTests.messages[0].frame.count)
        while engine.closed == 0 { await Task.yield() }
      }
    }
  }

  @Test func `Malformed events are skipped and counted, the others delivered, and the end is an error`()
    async throws
  {
    let lines = [EventDecoderTests.both, "{\"Action\":\n", "nonsense\n", EventDecoderTests.both]
    let answer = FakeEngine.chunked(lines.map { Array($0.utf8) }, ends: true)
    try await FakeEngine.run(answer, .closes) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        var actions: [String] = []
        var skipped = 0
        let error = await engineError {
          try await client.withEvents { events in
            defer { skipped = events.skipped }
            for try await event in events { actions.append(event.action) }
          }
        }
        #expect(actions == ["start", "start"])
        #expect(skipped == 2)
        #expect(error?.code == .unavailable)
      }
    }
  }

  @Test func `Events that are cut short end in connectionLost`() async throws {
    let answer = FakeEngine.chunked([Array(EventDecoderTests.both.utf8)], ends: false)
    try await FakeEngine.run(answer, .closes) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        var count = 0
        let error = await engineError {
          try await client.withEvents { events in
            for try await _ in events { count += 1 }
          }
        }
        #expect(count == 1)
        #expect(error?.code == .connectionLost)
      }
    }
  }
}
