import Basics
import EngineTestSupport
import Foundation
import Testing
import WaitTestSupport

/// A process that finds no descriptor when its runtime wants one is ended by that.
@Suite("Few open files", .timeLimit(.minutes(Patience.minutes(5))))
struct OpenFileTests {
  @Test(
    "a collector that may open too few does not begin, and says what to do",
    arguments: [10, 16, 24, 40, 64]
  )
  func tooFew(openFiles: Int) throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun(
      ["collect", "--log-file", folder.path("log/decoy.log"), "--docker-host", "unix:///nowhere"],
      openFiles: openFiles
    )
    #expect(run.status == 78)
    #expect(run.errors.hasPrefix("decklog: only \(openFiles) files may be open"), "\(run.errors)")
    #expect(run.errors.contains("LimitNOFILE=65536"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("log")))
  }

  @Test(
    "no other command that speaks to somebody begins with too few",
    arguments: [["doctor"], ["bus", "serve"], ["bus", "sub", "a"], ["bus", "pub", "a", "{}"]]
  )
  func others(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let socket = arguments[0] == "bus" ? ["--socket", folder.path("bus.sock")] : []
    let run = try CommandRun(arguments + socket, openFiles: 24)
    #expect(run.status == 78)
    #expect(run.errors.contains("only 24 files may be open"), "\(run.errors)")
  }

  @Test("a fleet that is larger than its descriptors is read in part, which is said, and nothing else stops")
  func largeFleet() async throws {
    let folder = try TemporaryFolder()
    let log = folder.path("decoy.log")
    try await FakeEngine.run(Self.answer) { engine in
      let collector = try BackgroundCommand(
        ["collect", "--log-file", log, "--docker-host", "\(engine.endpoint)"],
        in: folder,
        openFiles: OpenFiles.least + 12
      )
      try await eventually("four of them") { Self.lines(log).count >= 4 }
      try await eventually("it says so") {
        collector.errors.contains("4 outputs of containers are read, and the others wait")
      }
      // What its runtime needs from time to time is left.
      #expect(try #require(collector.openFiles) < OpenFiles.least)
      #expect(Set(Self.lines(log)).count == 4)
      #expect(!collector.errors.contains("Too many open files"), "\(collector.errors)")
      #expect(collector.stop() == 0)
    }
  }

  private static func lines(_ log: String) -> [Substring] {
    ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").split(separator: "\n")
  }

  /// An engine of 24 containers, each of which has printed one line.
  @Sendable private static func answer(_ path: String) -> FakeEngine.Answer {
    if path.hasPrefix("/events") { return .init(FakeEngine.chunked([], ends: false)) }
    if path.hasPrefix("/containers/json") {
      let containers = (0..<24).map {
        #"{"Id":"c\#($0)","Names":["/n\#($0)"],"State":"running","Labels":{"decnet.fleet.service":"true"}}"#
      }
      return .init(FakeEngine.response("[\(containers.joined(separator: ","))]"))
    }
    let id = path.split(separator: "/").dropFirst().first ?? ""
    if path.contains("/logs?") {
      let payload = Array("2026-11-23T03:55:14.000000123Z line of \(id)\n".utf8)
      let header: [UInt8] = [1, 0, 0, 0, 0, 0, 0, UInt8(payload.count)]
      return .init(FakeEngine.chunked([header + payload], ends: !path.contains("follow=1")))
    }
    guard path.hasPrefix("/containers/") else { return .init(FakeEngine.response("{}")) }
    return .init(FakeEngine.response(#"{"Id":"\#(id)","Name":"/\#(id)","State":{"Running":true}}"#))
  }
}
