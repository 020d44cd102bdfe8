import Basics
import DockerEngine
import EngineTestSupport
import Foundation
import Testing
import TestSupport

@testable import Collector

struct ExistingLogTests {
  private let directory: ScratchDirectory
  private var path: String { directory.file("decoy.log") }

  init() throws { directory = try ScratchDirectory() }

  private func write(_ text: String, to suffix: String = "") throws {
    try Data(text.utf8).write(to: URL(filePath: path + suffix))
  }

  private func read(window: Int = 1 << 20, lineLimit: Int = 1000, longestLine: Int = 1000) -> ExistingLog? {
    ExistingLog.read(path, longestLine: longestLine, window: window, lineLimit: lineLimit)
  }

  /// How often a log has each of some lines.
  private static func copies(_ log: ExistingLog, _ lines: String...) -> [Int] {
    lines.map { line in
      Array(line.utf8).withUnsafeBytes { ExistingLine.digest(of: $0) }.flatMap { log.find($0) }?.copies ?? 0
    }
  }

  @Test func `Each line is there as often as it was written, and only its own`() throws {
    try write("b\na\nb\n\n  \nc \nb\n")
    let log = try #require(read())
    #expect(Self.copies(log, "a", "b", "c", "d", "bb") == [1, 3, 1, 0, 0])
    #expect(log.count == 5)
    #expect(log.isWhole)
  }

  @Test func `A line without its end is none yet`() throws {
    try write("a\nb")
    #expect(Self.copies(try #require(read()), "a", "b") == [1, 0])
  }

  @Test func `No log, an empty one, one without lines and one that is no file hold nothing`() throws {
    #expect(read() == nil)
    try write("")
    #expect(read() == nil)
    try write("\n \nhalf a line")
    #expect(read() == nil)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(read() == nil)
  }

  @Test(
    arguments: [
      (1, nil), (2, nil), (3, [0, 0, 0, 1]), (4, [0, 0, 0, 1]), (5, [0, 0, 1, 1]), (6, [0, 0, 1, 1]),
      (9, [0, 1, 1, 1]),
    ] as [(Int, [Int]?)]
  )
  func `Of a longer log the end counts, from the first line that begins in it`(
    window: Int,
    copies: [Int]?
  ) throws {
    try write("aaa\nbbb\nc\nd\n")
    let log = read(window: window)
    #expect(log.map { Self.copies($0, "aaa", "bbb", "c", "d") } == copies)
    #expect(log?.isWhole != true)
  }

  @Test func `Of a log the last 64 MiB count`() throws {
    let line = String(repeating: "x", count: (1 << 20) - 1) + "\n"
    try write("first\n" + String(repeating: line, count: 64) + "last\n")
    let log = ExistingLog.read(path, longestLine: 2 << 20)
    #expect(log.map { Self.copies($0, "first", String(line.dropLast()), "last") } == [0, 63, 1])
  }

  @Test
  func `Where the log is shorter than what counts, rotated files are read too, compressed ones as well`()
    throws
  {
    try write("a\nb\n", to: ".2")
    try Shell.run("gzip \(path).2")
    try write("c\n", to: ".1")
    try write("d\n")
    // Its names begin like the log's.
    try write("e\n", to: ".ledger.jsonl")
    let log = try #require(read())
    #expect(Self.copies(log, "a", "b", "c", "d", "e") == [1, 1, 1, 1, 0])
    // Older files may have been deleted.
    #expect(!log.isWhole)
    #expect(Self.copies(try #require(read(window: 6)), "a", "b", "c", "d") == [0, 0, 1, 1])
    try write("")
    #expect(Self.copies(try #require(read(window: 2)), "c", "d") == [1, 0])
  }

  @Test func `More lines than may count leave the oldest out`() throws {
    try write("a\nb\nc\nd\ne\n")
    let log = try #require(read(lineLimit: 3))
    #expect(Self.copies(log, "a", "b", "c", "d", "e") == [0, 0, 1, 1, 1])
    #expect(!log.isWhole)
    #expect(log.count == 3)
    #expect(try #require(read(lineLimit: 5)).isWhole)
  }

  @Test func `A line is cut where the longest line ends`() throws {
    try write("abcdefgh\n")
    #expect(Self.copies(try #require(read(longestLine: 4)), "abcd", "abcdefgh") == [1, 0])
  }

  @Test func `Its end is when it was last written to, and a moment more`() throws {
    try write("a\n")
    let written = Date(timeIntervalSince1970: 1_700_000_000)
    try FileManager.default.setAttributes([.modificationDate: written], ofItemAtPath: path)
    #expect(try #require(read()).end.nanoseconds == 1_700_000_001_000_000_000)
    #expect(ExistingLog([], isWhole: true, modified: .max).end.nanoseconds == .max)
  }

  @Test func `What readers remember of it is bounded, and given back`() {
    let log = ExistingLog([], isWhole: true, modified: 0)
    var taken = 0
    while log.takeMark() { taken += 1 }
    #expect(taken == 65_536)
    log.giveBackMarks(1)
    #expect(log.takeMark())
    #expect(!log.takeMark())
  }
}
