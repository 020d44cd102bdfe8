import DecoyEvents
import EngineTestSupport
import Foundation
import Testing
import TestSupport

@testable import Collector

@Suite("Logs that are read from the engine's files", .timeLimit(.minutes(Patience.minutes(5))))
struct LogFileTests {
  private let directory: ScratchDirectory

  init() throws { directory = try ScratchDirectory() }

  /// Collects from a container that has the log, on files that outlive the collector.
  private func collect(
    _ container: FakeContainer,
    source: SourceMode = .files,
    inspectedAfter delay: Duration = .zero,
    _ body: @escaping @Sendable (InProcessCollector) async throws -> Void
  ) async throws {
    let place = directory.file("decklog")
    let answer = { @Sendable (path: String) in
      var answer = container.answer(path)
      if path.hasSuffix("/json"), !path.hasPrefix("/containers/json") { answer.delay = delay }
      return answer
    }
    try await FakeEngine.run(answer) { engine in
      try await InProcessCollector.with(engine, source: source, directory: place, body)
    }
  }

  private static func expect(_ collector: InProcessCollector, _ numbers: ClosedRange<Int>) async throws {
    let expected = FakeLogFile.lines(numbers)
    try await eventually("lines \(numbers)") {
      (try? collector.lines.count) ?? 0 >= expected.count
    }
    #expect(try collector.lines == expected)
  }

  @Test func `What is there and what comes is read, through rotations, once and in order`() async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(3)
    try log.rotate()
    try log.append(3)
    try log.rotate()
    try log.append(3)
    let begun = log
    try await collect(FakeContainer(logPath: log.path, rotatesLog: true)) { collector in
      var log = begun
      try await Self.expect(collector, 1...9)
      for round in 1...5 {
        try log.append(2)
        try log.rotate(keeping: 2)
        try log.append(2)
        try await Self.expect(collector, 1...9 + 4 * round)
      }
      #expect(collector.accounts.total.gaps == 0)
    }
  }

  @Test func `A collector that is started again goes on where it was, also in compressed files`() async throws
  {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(4)
    let container = FakeContainer(logPath: log.path, rotatesLog: true)
    try await collect(container) { try await Self.expect($0, 1...4) }
    try log.append(2)
    try log.rotate()
    try log.append(2)
    try Shell.run("gzip \(log.path).1")
    try await collect(container) { collector in
      try await Self.expect(collector, 1...8)
      #expect(collector.accounts.total.gaps == 0)
    }
    try log.append(1)
    try await collect(container) { try await Self.expect($0, 1...9) }
  }

  @Test
  func `A reader that fell behind more rotations than files remain records the gap, and repeats nothing`()
    async throws
  {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(4)
    let container = FakeContainer(logPath: log.path, rotatesLog: true)
    try await collect(container) { try await Self.expect($0, 1...4) }
    for _ in 0..<3 {
      try log.append(2)
      try log.rotate(keeping: 1)
    }
    try log.append(2)
    try await collect(container) { collector in
      try await eventually("what is left") { (try? collector.lines.count) == 8 }
      #expect(try collector.lines == FakeLogFile.lines(Array(1...4) + Array(9...12)))
      try await eventually("the gap") { collector.accounts.total.gaps == 1 }
    }
  }

  @Test func `Torn records are salvaged, and what is lost is a gap each`() async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(2)
    try log.append(raw: #"{"log":"abc"#)
    try log.append(2)
    try log.append(raw: String(repeating: "\0", count: 4096))
    try log.append(2)
    try await collect(FakeContainer(logPath: log.path)) { collector in
      try await Self.expect(collector, 1...6)
      try await eventually("the gaps") { collector.accounts.total.gaps == 2 }
    }
  }

  @Test(
    arguments: [1, 20]
  )
  func `A file that is overwritten is read from its beginning, and what it lost is a gap`(count: Int)
    async throws
  {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(5)
    let begun = log
    try await collect(FakeContainer(logPath: log.path, rotatesLog: true)) { collector in
      try await Self.expect(collector, 1...5)
      // Between two looks, like an engine with one file.
      let records = (6..<6 + count).map { FakeLogFile.record("line \($0)\\n", $0) }.joined()
      let file = try FileHandle(forWritingTo: URL(filePath: begun.path))
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: Data(records.utf8))
      try file.close()
      try await eventually("the new lines") { (try? collector.lines.count) == 5 + count }
      #expect(try collector.lines == FakeLogFile.lines(1...5 + count))
      try await eventually("the gap") { collector.accounts.total.gaps == 1 }
    }
  }

  @Test(
    arguments: [false, nil]
  )
  func `A container that ends or is removed is read to the end of its files, its last half line too`(
    state: Bool?
  ) async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(2)
    let begun = log
    let container = FakeContainer(logPath: log.path)
    try await collect(container) { collector in
      try await Self.expect(collector, 1...2)
      try begun.append(raw: FakeLogFile.record("line 3", 3))
      if state == nil { try FileManager.default.removeItem(atPath: directory.file("log")) }
      container.setRunning(state)
      try await Self.expect(collector, 1...3)
      #expect(collector.accounts.total.gaps == 0)
    }
  }

  @Test(
    arguments: [".1", "-20261129"],
    [true, false]
  )
  func `A log that others rename is read on for as long as the engine writes to it`(
    suffix: String,
    isMadeAnew: Bool
  ) async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(2)
    if suffix != ".1" { try log.rotate() }
    try log.append(1)
    let begun = log
    try await collect(FakeContainer(logPath: log.path, rotatesLog: true)) { collector in
      var log = begun
      try await Self.expect(collector, 1...3)
      try FileManager.default.moveItem(atPath: log.path, toPath: log.path + suffix)
      if isMadeAnew { try Data().write(to: URL(filePath: log.path)) }
      for last in [5, 7] {
        try log.append(2, to: suffix)
        try await Self.expect(collector, 1...last)
      }
      // The engine was restarted.
      if !isMadeAnew { try Data().write(to: URL(filePath: log.path)) }
      try log.append(2)
      try await Self.expect(collector, 1...9)
      #expect(collector.accounts.total.gaps == 0)
    }
  }

  @Test(
    arguments: [".1", "-20261129"],
    [true, false]
  )
  func `A renamed log that the engine writes to is found again after a start`(
    suffix: String,
    isMadeAnew: Bool
  ) async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(3)
    let container = FakeContainer(logPath: log.path)
    try await collect(container) { try await Self.expect($0, 1...3) }
    try FileManager.default.moveItem(atPath: log.path, toPath: log.path + suffix)
    if isMadeAnew { try Data().write(to: URL(filePath: log.path)) }
    try log.append(2, to: suffix)
    let begun = log
    try await collect(container) { collector in
      var log = begun
      try await Self.expect(collector, 1...5)
      try log.append(2, to: suffix)
      try await Self.expect(collector, 1...7)
      #expect(collector.accounts.total.gaps == 0)
    }
  }

  @Test(arguments: [false, true])
  func `A log that was deleted is read on, and no older file is read again`(rotates: Bool) async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    for _ in 1...4 {
      try log.append(3)
      try log.rotate()
    }
    try log.append(3)
    let path = log.path
    try await collect(FakeContainer(logPath: path, rotatesLog: rotates)) { collector in
      try await Self.expect(collector, 1...15)
      let engine = try FileHandle(forWritingTo: URL(filePath: path))
      try engine.seekToEnd()
      try FileManager.default.removeItem(atPath: path)
      for number in 16...20 {
        try engine.write(contentsOf: Data(FakeLogFile.record("line \(number)\\n", number).utf8))
      }
      try await Self.expect(collector, 1...20)
      try engine.close()
      try Data(FakeLogFile.record("line 21\\n", 21).utf8).write(to: URL(filePath: path))
      try await Self.expect(collector, 1...21)
      // An engine that throws files away may have made one in between.
      try await eventually("the gap") { collector.accounts.total.gaps == (rotates ? 1 : 0) }
    }
  }

  @Test(arguments: [true, false])
  func `A file that isn't what the engine calls it is read through the engine`(isThere: Bool) async throws {
    let path = directory.file("ctr.log")
    let text = "2026-11-23T04:55:14.001000000+01:00 stdout F line 1\n"
    try Data((isThere ? text : "").utf8).write(to: URL(filePath: path))
    let container = FakeContainer(["line 1\n"], logPath: path, replies: [.messages(1, isFollowed: true)])
    for source in [SourceMode.auto, .files] {
      try await collect(container, source: source) { collector in
        try await eventually("it is being read") { collector.log.all.contains { $0.contains("reading ") } }
        if !isThere { try Data(text.utf8).write(to: URL(filePath: path)) }
        if source == .auto { return try await Self.expect(collector, 1...1) }
        try await eventually("it is said, and a gap") {
          collector.log.all.contains { $0.contains("can't be collected: \(path): it is text of a container") }
            && collector.accounts.total.gaps == 1
        }
      }
    }
  }

  @Test(
    arguments: [SourceMode.auto, .files],
    [Duration.zero, .milliseconds(500)]
  )
  func `A container that was seen before its first start is read from its files`(
    source: SourceMode,
    delay: Duration
  ) async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(3)
    let path = log.path
    let container = FakeContainer(wasStarted: false, logPath: path, running: [false])
    try await collect(container, source: source, inspectedAfter: delay) { collector in
      try await eventually("it is known") { collector.log.all.contains { $0.contains("collecting fake") } }
      container.setRunning(true)
      try await Self.expect(collector, 1...3)
      #expect(collector.log.all.contains { $0.contains("reading \(path)") })
      #expect(collector.accounts.total.gaps == 0)
    }
  }

  @Test func `Files of another container under the same name are not taken for the old ones`() async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(5)
    let container = FakeContainer(logPath: log.path)
    try await collect(container) { try await Self.expect($0, 1...5) }
    try FileManager.default.removeItem(atPath: log.path)
    _ = try FakeLogFile(in: directory.file("log"))
    try log.append(2)
    try await collect(container) { collector in
      try await eventually("the new lines") { (try? collector.lines.count) == 7 }
      #expect(try collector.lines == FakeLogFile.lines(1...7))
      try await eventually("the gap") { collector.accounts.total.gaps == 1 }
    }
  }

  @Test func `A compressed file that is cut is read as far as it goes, and the rest is a gap`() async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(2000)
    try log.rotate()
    try log.append(2)
    try Shell.run("gzip \(log.path).1")
    let archive = URL(filePath: log.path + ".1.gz")
    try Data(contentsOf: archive).dropLast(3000).write(to: archive)
    try await collect(FakeContainer(logPath: log.path, rotatesLog: true)) { collector in
      try await eventually("the last line") { try collector.lines.last == "line 2002" }
      let lines = try collector.lines
      #expect(lines.dropLast(2) == FakeLogFile.lines(1...2000).prefix(lines.count - 2)[...])
      try await eventually("the gap") { collector.accounts.total.gaps == 1 }
    }
  }

  @Test func `Behind a file that can't be read there is a gap`() async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(2)
    // What takes the place of an old file is none of the engine's.
    try FileManager.default.createSymbolicLink(atPath: log.path + ".1", withDestinationPath: "/etc/passwd")
    try await collect(FakeContainer(logPath: log.path, rotatesLog: true)) { collector in
      try await Self.expect(collector, 1...2)
      try await eventually("the gap") { collector.accounts.total.gaps == 1 }
    }
  }

  @Test(
    arguments: [SourceMode.api, .files]
  )
  func `Reading through the engine and from its files can follow each other`(first: SourceMode) async throws {
    var log = try FakeLogFile(in: directory.file("log"))
    try log.append(6)
    let isFirstFiles = first == .files
    let texts = FakeLogFile.lines(1...6).map { $0 + "\n" }
    let container = FakeContainer(
      texts,
      step: 1_000_000,
      logPath: log.path,
      replies: (isFirstFiles ? [] : [.messages(3, isFollowed: true)]) + [.messages(6, isFollowed: true)]
    )
    if isFirstFiles {
      try Data((1...3).map { FakeLogFile.record("line \($0)\\n", $0) }.joined().utf8).write(
        to: URL(filePath: log.path)
      )
    }
    try await collect(container, source: first) { try await Self.expect($0, 1...3) }
    try await collect(container, source: isFirstFiles ? .api : .files) { collector in
      try await Self.expect(collector, 1...6)
      #expect(collector.accounts.total.gaps == 0)
    }
  }

  @Test(
    arguments: ["link", "directory", "FIFO", "nothing"]
  )
  func `A path that is not a log file of the engine's is read through the engine, with the reason logged`(
    kind: String
  )
    async throws
  {
    let path = directory.file("other")
    switch kind {
    case "link": try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/etc/passwd")
    case "directory": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    case "FIFO": try Shell.run("mkfifo \(path)")
    default: break
    }
    let container = FakeContainer(["line 1\n"], logPath: path, replies: [.messages(1, isFollowed: true)])
    try await collect(container, source: .auto) { try await Self.expect($0, 1...1) }
    try await collect(container, source: .files) { collector in
      try await eventually("it is said") {
        collector.log.all.contains { $0.contains("can't be collected: \(path)") }
      }
    }
  }
}
