import Foundation
import Testing
import TestSupport

@testable import Evidence

/// What `copytruncate` of logrotate does to a file: a copy, and some time later a truncation.
struct CopyTruncateTests {
  private let directory: ScratchDirectory
  private let path: String
  private let copy: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decoy.log")
    copy = path + ".1"
  }

  @Test func `Nothing is written again where the copy has all`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try FileContent.truncate(path)
    try file.append("two\n")
    #expect(try FileContent.text(path) == "two\n")
    #expect(file.truncations == 1)
    #expect(file.unexplainedTruncations == 0)
  }

  @Test func `An equal line of another writer is not taken for a rest of the truncated content`() throws {
    let file = try Appender(path)
    for _ in 0..<3 { try file.append("same\n") }
    try makeCopy()
    try FileContent.truncate(path)
    try FileContent.append("same\n", to: path)
    try file.append("same\n")
    #expect(try FileContent.text(path) == "same\nsame\n")
    #expect(file.truncations == 1)
  }

  @Test func `What came between copy and truncation is written again`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try file.append("two\nthree\n")
    try FileContent.truncate(path)
    try file.append("four\n")
    #expect(try FileContent.text(path) == "two\nthree\nfour\n")
    #expect(file.unexplainedTruncations == 0)
  }

  @Test func `It is written again although the ring's memory was given back`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try file.append("two\nthree\n")
    file.trim()
    try FileContent.truncate(path)
    try file.append("four\n")
    #expect(try FileContent.text(path) == "two\nthree\nfour\n")
    #expect(file.unexplainedTruncations == 0)
  }

  @Test func `A look alone writes it again`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try file.append("two\n")
    try FileContent.truncate(path)
    try file.prepare()
    #expect(try FileContent.text(path) == "two\n")
  }

  @Test func `Lines of others are neither written again nor touched`() throws {
    let file = try Appender(path)
    try file.append("ours 1\n")
    try FileContent.append("theirs 1\n", to: path)
    try makeCopy()
    try FileContent.append("theirs 2\n", to: path)
    try file.append("ours 2\n")
    try FileContent.truncate(path)
    try FileContent.append("theirs 3\n", to: path)
    try file.append("ours 3\n")
    #expect(try FileContent.text(copy) == "ours 1\ntheirs 1\n")
    #expect(try FileContent.text(path) == "theirs 3\nours 2\nours 3\n")
  }

  @Test(arguments: [0, 1, 20, 4000])
  func `A file that another one made grow again is seen to be truncated`(more: Int) throws {
    let file = try Appender(path)
    try file.append("ours 1\n")
    try makeCopy()
    try file.append("ours 2\n")
    let size = try FileContent.size(path)
    try FileContent.truncate(path)
    let theirs = String(repeating: "t", count: size - 1 + more) + "\n"
    try FileContent.append(theirs, to: path)
    try file.append("ours 3\n")
    #expect(try FileContent.text(path) == theirs + "ours 2\nours 3\n")
    #expect(file.truncations == 1)
  }

  @Test(arguments: ["one", "one\n", "one\ntw", "one\ntwo", "one\ntwo\nth"])
  func `A line that the copy has in part is written again whole`(copied: String) throws {
    let file = try Appender(path)
    try file.append("one\ntwo\nthree\n")
    try file.append("four\n")
    try FileContent.make(copy, copied)
    try FileContent.truncate(path)
    try file.append("five\n")
    let whole = copied.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    let missing = ["one\n", "two\n", "three\n", "four\n"].dropFirst(whole)
    #expect(try FileContent.text(path) == missing.joined() + "five\n")
  }

  @Test(arguments: ["decoy.log.1", "decoy.log-20261123", "decoy.log.1.copy"])
  func `A copy is found by the beginning of its name`(name: String) throws {
    let file = try Appender(path)
    try file.append("one\n")
    try FileContent.make(directory.file(name), "one\n")
    try file.append("two\n")
    try FileContent.truncate(path)
    try file.prepare()
    #expect(try FileContent.text(path) == "two\n")
    #expect(file.unexplainedTruncations == 0)
  }

  @Test func `Older copies don't mislead`() throws {
    try FileContent.make(path + ".2", "older, and longer than the newer copy\n")
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try file.append("two\n")
    try FileContent.truncate(path)
    try file.prepare()
    #expect(try FileContent.text(path) == "two\n")
  }

  @Test func `One rotation after another is repaired`() throws {
    let file = try Appender(path)
    for round in 0..<5 {
      try file.append("\(round) first\n")
      try FileContent.make(path + ".\(round)", try FileContent.text(path))
      try file.append("\(round) second\n")
      try FileContent.truncate(path)
    }
    try file.prepare()
    #expect(try FileContent.text(path) == "4 second\n")
    for round in 1..<5 {
      #expect(try FileContent.text(path + ".\(round)") == "\(round - 1) second\n\(round) first\n")
    }
    #expect(file.truncations == 5)
  }

  @Test func `A copy that was compressed at once is read`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try file.append("two\n")
    try FileContent.truncate(path)
    try compressCopy()
    try file.append("three\n")
    #expect(try FileContent.text(path) == "two\nthree\n")
    #expect(file.truncations == 1)
    #expect(file.unexplainedTruncations == 0)
  }

  @Test func `A compressed copy that is damaged is none`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try FileContent.truncate(path)
    try compressCopy()
    try FileContent.truncate(copy + ".gz", to: FileContent.size(copy + ".gz") - 8)
    try file.append("two\n")
    #expect(try FileContent.text(path) == "two\n")
    #expect(file.unexplainedTruncations == 1)
  }

  @Test func `A compressed copy that takes long to read is none`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try FileContent.truncate(path)
    try compressCopy()
    // What follows the compressed content is passed over, but counts.
    try FileContent.truncate(copy + ".gz", to: TruncatedCopy.longestCompressed + 1)
    try file.append("two\n")
    #expect(file.unexplainedTruncations == 1)
  }

  @Test(arguments: ["", "\u{1F}\u{8B}\u{08}compressed, so that nothing can be compared", "other bytes\n"])
  func `A truncation without a readable copy is counted`(content: String) throws {
    let file = try Appender(path)
    try file.append("one\n")
    if !content.isEmpty { try FileContent.make(path + ".1.gz", content) }
    try FileContent.truncate(path)
    try file.append("two\n")
    #expect(try FileContent.text(path) == "two\n")
    #expect(file.unexplainedTruncations == 1)
    try file.append("three\n")
    #expect(file.unexplainedTruncations == 1)
  }

  @Test func `What a truncation to a part of the file took is written again`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try file.append("two\n")
    try FileContent.truncate(path, to: 4)
    try file.append("three\n")
    #expect(try FileContent.text(path) == "one\ntwo\nthree\n")
    #expect(file.truncations == 1 && file.unexplainedTruncations == 0)
  }

  @Test(arguments: ["", "theirs\n"])
  func `More than is kept between copy and truncation is counted`(before: String) throws {
    try FileContent.make(path, before)
    let file = try Appender(path, recentLimit: 100)
    try file.append("one\n")
    try makeCopy()
    for number in 0..<50 { try file.append("line \(number)\n") }
    try FileContent.truncate(path)
    try file.prepare()
    #expect(file.truncations == 1)
    #expect(file.unexplainedTruncations == 1)
  }

  @Test func `A truncation between look and append loses nothing`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try makeCopy()
    try file.append("two\n")
    try file.append("three\n", meanwhile: { try FileContent.truncate(path) })
    #expect(Set(try FileContent.text(path).split(separator: "\n")) == ["two", "three"])
  }

  /// As logrotate does with `compress` and without `delaycompress`.
  private func compressCopy() throws {
    try ChildProcess.run(["gzip", copy])
  }

  private func makeCopy() throws {
    try FileContent.make(copy, try FileContent.text(path))
  }
}
