import Basics
import EngineTestSupport
import Files
import Foundation
import Testing
import TestSupport

/// A process that finds no descriptor when its runtime wants one is ended by that.
@Suite("Few open files", .timeLimit(.minutes(Patience.minutes(5))))
struct OpenFileTests {
  @Test(
    arguments: [10, 16, 24, 40, 64]
  )
  func `A collector with too few does not start, and says what to do`(openFiles: Int) throws {
    let folder = try ScratchDirectory()
    let run = try CommandRun(
      ["collect", "--log-file", folder.file("log/decoy.log"), "--docker-host", "unix:///nowhere"],
      openFiles: openFiles
    )
    #expect(run.status == 78)
    #expect(run.errors.hasPrefix("decklog: only \(openFiles) files may be open"), "\(run.errors)")
    #expect(run.errors.contains("LimitNOFILE=65536"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("log")))
  }

  @Test(
    arguments: [["doctor"], ["bus", "serve"], ["bus", "sub", "a"], ["bus", "pub", "a", "{}"]]
  )
  func `No other command with connections starts with too few`(arguments: [String]) throws {
    let folder = try ScratchDirectory()
    let socket = arguments[0] == "bus" ? ["--socket", folder.file("bus.sock")] : []
    let run = try CommandRun(arguments + socket, openFiles: 24)
    #expect(run.status == 78)
    #expect(run.errors.contains("only 24 files may be open"), "\(run.errors)")
  }

  @Test
  func `A fleet that needs more descriptors is read in part, which is reported, and nothing else stops`()
    async throws
  {
    let folder = try ScratchDirectory()
    let log = folder.file("decoy.log")
    try await FakeEngine.run(Self.answer) { engine in
      let collector = try DecklogProcess(
        ["collect", "--log-file", log, "--docker-host", "\(engine.endpoint)"],
        in: folder.path,
        openFiles: OpenFiles.least + 12
      )
      try await eventually("four of them") { Self.lines(log).count >= 4 }
      try await eventually("it says so") {
        collector.errors.contains("4 container outputs are read, and the others wait")
      }
      // What its runtime needs from time to time is left.
      #expect(try #require(collector.openFiles) < OpenFiles.least)
      #expect(Set(Self.lines(log)).count == 4)
      #expect(!collector.errors.contains("Too many open files"), "\(collector.errors)")
      #expect(collector.stop() == 0)
    }
  }

  @Test(
    arguments: ["auto", "files"]
  )
  func `Old files of a log for which there is no descriptor are read once there is one`(source: String)
    async throws
  {
    let folder = try ScratchDirectory()
    let (log, logs) = (folder.file("decoy.log"), folder.path)
    let ids = (0..<4).map { "c\($0)" }
    // Two descriptors for each compressed file: one log may have all its files open, and four may not.
    let names = (1...3).reversed().map { ".\($0)" } + [""]
    for id in ids {
      for (number, name) in names.enumerated() {
        let record =
          #"{"log":"\#(id) \#(number)\n","stream":"stdout","time":"2026-11-23T03:55:14.00000000\#(number)Z"}"#
        let path = try folder.write(record + "\n", to: "\(id)-json.log\(name)")
        if !name.isEmpty { try ChildProcess.run(["gzip", path]) }
      }
    }
    try await FakeEngine.run {
      Self.answer($0, ids, logs: logs)
    } _: { engine in
      let collector = try DecklogProcess(
        ["collect", "--log-file", log, "--docker-host", "\(engine.endpoint)", "--source", source],
        in: folder.path,
        openFiles: OpenFiles.least + 18
      )
      let expected = ids.flatMap { id in names.indices.map { "\(id) \($0)" } }
      try await eventually("all lines") { Self.lines(log).count >= expected.count }
      #expect(Self.lines(log).sorted().map(String.init) == expected.sorted())
      for id in ids {
        #expect(
          Self.lines(log).filter { $0.hasPrefix(id) }.map(String.init) == names.indices.map { "\(id) \($0)" }
        )
      }
      #expect(collector.stop() == 0)
      #expect(collector.errors.contains(" gaps=0 "), "\(collector.errors)")
      #expect(!collector.errors.contains("through the engine"), "\(collector.errors)")
    }
  }

  @Test func `More old files of a log than may be open at once are a gap, and the newest is read`()
    async throws
  {
    let folder = try ScratchDirectory()
    let (log, logs) = (folder.file("decoy.log"), folder.path)
    func write(_ name: String, _ text: String) throws -> String {
      let record = #"{"log":"\#(text)\n","stream":"stdout","time":"2026-11-23T03:55:14.000000001Z"}"#
      return try folder.write(record + "\n", to: "c0-json.log\(name)")
    }
    for number in 1...40 { try ChildProcess.run(["gzip", try write(".\(number)", "old")]) }
    _ = try write("", "new")
    try await FakeEngine.run {
      Self.answer($0, ["c0"], logs: logs)
    } _: { engine in
      let collector = try DecklogProcess(
        ["collect", "--log-file", log, "--docker-host", "\(engine.endpoint)", "--source", "files"],
        in: folder.path,
        openFiles: OpenFiles.least + 12
      )
      try await eventually("the newest") { Self.lines(log).last == "new" }
      #expect(collector.stop() == 0)
      #expect(!collector.errors.contains(" gaps=0 "), "\(collector.errors)")
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

  /// The same of containers whose logs are in files.
  private static func answer(_ path: String, _ ids: [String], logs: String) -> FakeEngine.Answer {
    if path.hasPrefix("/containers/json") {
      let containers = ids.map {
        #"{"Id":"\#($0)","Names":["/\#($0)"],"State":"running","Labels":{"decnet.fleet.service":"true"}}"#
      }
      return .init(FakeEngine.response("[\(containers.joined(separator: ","))]"))
    }
    guard let id = ids.first(where: { path == "/containers/\($0)/json" }) else { return answer(path) }
    let state = #""State":{"Running":true,"StartedAt":"2026-11-23T03:55:14Z"}"#
    let driver = #""HostConfig":{"LogConfig":{"Type":"json-file","Config":{"max-size":"1k"}}}"#
    return .init(
      FakeEngine.response(
        #"{"Id":"\#(id)","Name":"/\#(id)",\#(state),"LogPath":"\#(logs)/\#(id)-json.log",\#(driver)}"#
      )
    )
  }
}
