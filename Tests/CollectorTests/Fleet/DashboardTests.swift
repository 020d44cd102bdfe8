import EngineTestSupport
import Foundation
import Testing
import TestSupport

extension EngineSuites {
  @Suite("A collector's dashboard", .tags(.engine), needsEngine, .timeLimit(.minutes(Patience.minutes(5))))
  struct DashboardTests {
    /// Asks the collector; `nil` where it doesn't answer.
    private static func ask(_ socket: String, _ path: String) throws -> Any? {
      let answer = try Shell.run("curl -s --unix-socket \(socket) 'http://localhost\(path)'")
      return try? JSONSerialization.jsonObject(with: Data(answer.utf8))
    }

    @Test func `It shows what containers print, as it comes and summed up`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let directory = engine.directory + "/shown"
        let socket = engine.directory + "/http.sock"
        try await CollectorProcess.with(
          engine,
          arguments: ["--listen", "unix:\(socket)", "--store", directory + ".db", "--dashboard"]
        ) { collector in
          try await eventually("it answers") { FileManager.default.fileExists(atPath: socket) }
          try await fleet.emit("shown", lines: 6000, ["--rate", "100", "--hold", "-1"])
          let page = try Shell.run("curl -si --unix-socket \(socket) http://localhost/")
          #expect(page.contains("200 OK") && page.contains("<html") && page.contains("default-src 'none'"))
          let live = try Shell.run(
            "timeout 20 curl -sN --unix-socket \(socket) http://localhost/api/stream | grep -m 1 raw_line"
          )
          #expect(live.contains("run=\\\"shown\\\""))
          try await eventually("more and more are stored") {
            let overview = try Self.ask(socket, "/api/overview") as? [String: Any]
            return (overview?["totals"] as? [String: Any])?["events"] as? Int ?? 0 > 300
          }
          let events = try Self.ask(socket, "/api/events?limit=5") as? [String: Any]
          #expect((events?["events"] as? [Any])?.count == 5)
          let status = try Self.ask(socket, "/status") as? [String: Any]
          #expect((status?["store"] as? [String: Any])?["records"] as? Int ?? 0 > 300)
        }
      }
    }
  }
}
