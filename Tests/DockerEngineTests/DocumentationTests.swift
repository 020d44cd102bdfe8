import DockerEngine
import EngineTestSupport
import Foundation
import Testing
import TestSupport

@Suite("The catalogue's first example", .timeLimit(.minutes(Patience.minutes(1))))
struct DocumentationTests {
  @Test func `Is the code that is tested`() throws {
    let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    let code = try String(
      contentsOf: root.appending(path: "Tests/DockerEngineTests/FirstExample.swift"),
      encoding: .utf8
    )
    let page = try String(
      contentsOf: root.appending(path: "Sources/DockerEngine/Documentation.docc/DockerEngine.md"),
      encoding: .utf8
    )
    #expect(page.contains("```swift\n\(code)```"))
  }

  @Test func `Reads a container's output, and finds no container that is not there`() async throws {
    let payload = Array("2026-11-23T03:55:14.000000123Z hello\n".utf8)
    let log = FakeEngine.chunked([[1, 0, 0, 0, 0, 0, 0, UInt8(payload.count)] + payload], ends: true)
    let answer: @Sendable (String) -> FakeEngine.Answer = { path in
      if path.contains("/logs") { return FakeEngine.Answer(log) }
      guard path.contains("/web01/") else {
        return FakeEngine.Answer(
          FakeEngine.response(status: "404 Not Found", #"{"message":"No such container"}"#)
        )
      }
      return FakeEngine.Answer(
        FakeEngine.response(#"{"Id":"3f5c","Name":"/web01","Config":{"Tty":false},"State":{"Running":true}}"#)
      )
    }
    try await FakeEngine.run(answer) { engine in
      let known = try await output(of: "web01", at: engine.endpoint)
      #expect(known == Array("hello\n".utf8))
      let unknown = try await output(of: "web02", at: engine.endpoint)
      #expect(unknown == nil)
    }
  }
}
