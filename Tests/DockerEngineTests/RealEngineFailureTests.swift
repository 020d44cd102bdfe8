import DockerEngine
import EngineTestSupport
import Testing
import TestSupport

@Suite(
  "A real engine that goes away",
  .tags(.engine),
  needsOwnEngine,
  .timeLimit(.minutes(Patience.minutes(5)))
)
struct RealEngineFailureTests {
  enum End: CaseIterable, Sendable {
    case stopped
    case killed
  }

  @Test
  func `Streams of an engine that is killed end in connectionLost, and a new one answers the same client`()
    async throws
  {
    try await TestEngine.withEngine { engine in
      let name = "web"
      let id = try await engine.run(name: name, script: "echo first; exec sleep 1000")
      try await engine.withClient { client in
        let before = try await client.info()
        let (opened, opening) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: EngineError?.self) { group in
          group.addTask {
            await engineError {
              try await client.withLogs(of: name, LogRequest(follow: true)) { stream in
                while let _ = try await stream.next() { opening.yield() }
              }
            }
          }
          group.addTask {
            await engineError {
              try await client.withEvents { events in
                opening.yield()
                for try await _ in events {}
              }
            }
          }
          var open = 0
          for await _ in opened {
            open += 1
            if open == 2 { break }
          }
          try await engine.kill()
          for try await error in group {
            #expect(error?.code == .connectionLost)
          }
        }
        #expect(await engineError { _ = try await client.containers() }?.code == .unavailable)
        #expect(await engineError { _ = try await client.messages(of: name) }?.code == .unavailable)

        try await engine.start()
        let after = try await client.info()
        #expect(after.id == before.id)
        #expect(try await client.container(name)?.id == id)
        #expect(RealEngineLogTests.text(try await client.messages(of: name)) == "first\n")
      }
    }
  }

  @Test
  func `An engine that is stopped in good order ends its streams, and there is nobody at the socket then`()
    async throws
  {
    try await TestEngine.withEngine { engine in
      try await engine.run(name: "web", script: "trap 'exit 0' TERM; echo first; while :; do sleep 0.1; done")
      try await engine.withClient { client in
        let (opened, opening) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            // The engine stops its containers first, so that this is their end and the stream's.
            try await client.withLogs(of: "web", LogRequest(follow: true)) { stream in
              while let _ = try await stream.next() { opening.yield() }
            }
          }
          for await _ in opened { break }
          try await engine.stop()
          try await group.waitForAll()
        }
        #expect(await engineError { _ = try await client.info() }?.code == .unavailable)
        #expect(await engineError { try await client.withEvents { _ in } }?.code == .unavailable)
      }
    }
  }
}
