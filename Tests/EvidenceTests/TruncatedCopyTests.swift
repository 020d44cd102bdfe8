import Basics
import Files
import Foundation
import Glibc
import RotatedFiles
import Testing
import TestSupport

@testable import Evidence

struct TruncatedCopyTests {
  private let directory: ScratchDirectory
  private let path: String
  private let memory = TestMemory()

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decoy.log")
    try FileContent.make(path)
  }

  @Test func `Without a copy there is no size`() {
    #expect(size(of: "one\n") == nil)
  }

  @Test func `A copy has the size that it has`() throws {
    try FileContent.make(path + ".1", "one\n")
    #expect(size(of: "one\n", "two\n") == 4)
    try FileContent.make(path + ".1", "one\ntwo\nand lines of others\n")
    #expect(size(of: "one\n", "two\n") == 28)
  }

  @Test func `Of several copies the longest counts`() throws {
    try FileContent.make(path + ".1", "one\ntw")
    try FileContent.make(path + ".2", "one\n")
    #expect(size(of: "one\n", "two\n") == 6)
  }

  @Test func `Content is as long as it is, and what is longer than the limit is not looked through`() throws {
    let log = path + ".1"
    try FileContent.make(log, String(repeating: "x", count: 3_000_000))
    try ChildProcess.run(["gzip", log])
    for (limit, length) in [(3_000_000, 3_000_000), (2_999_999, nil), (1 << 20, nil)] as [(Int, Int?)] {
      guard var content = FileContentReader(log + ".gz") else {
        Issue.record("the file can't be opened")
        return
      }
      #expect(content.remainingLength(limit: limit) == length)
    }
  }

  @Test func `A copy that is compressed while it is looked for is found under its new name`() throws {
    try FileContent.make(path + ".1", "one\ntwo\n")
    let listed = SiblingFiles.paths(of: path, excluded: [])
    try ChildProcess.run(["gzip", path + ".1"])
    var looks = [listed]
    var recent = RecentPayload(limit: 1 << 20, since: WallClock.now)
    recent.append(memory.add("one\n"), at: [0..<4])
    let size = TruncatedCopy.size(
      among: { looks.popLast() ?? SiblingFiles.paths(of: path, excluded: []) },
      recent
    )
    #expect(size == 8)
  }

  @Test func `A file with other bytes is no copy`() throws {
    try FileContent.make(path + ".1", "two\n")
    #expect(size(of: "one\n") == nil)
  }

  @Test func `A file whose name begins otherwise is no copy`() throws {
    try FileContent.make(directory.file("other.log"), "one\n")
    try FileContent.make(directory.file("decoy.json"), "one\n")
    #expect(size(of: "one\n") == nil)
  }

  @Test func `The file itself is no copy`() throws {
    try FileContent.make(path, "one\n")
    #expect(size(of: "one\n") == nil)
  }

  @Test func `A long copy is compared at its end`() throws {
    let long = String(repeating: "x", count: 100_000) + "\n"
    try FileContent.make(path + ".1", long)
    #expect(size(of: long) == 100_001)
    try FileContent.make(path + ".1", String(repeating: "x", count: 99_999) + "y\n")
    #expect(size(of: long) == nil)
  }

  @Test func `What is no file is passed over`() throws {
    try #require(mkfifo(path + ".fifo", 0o644) == 0)
    try #require(mkdir(path + ".d", 0o755) == 0)
    try FileContent.make(directory.file("elsewhere"), "one\n")
    try FileManager.default.createSymbolicLink(
      atPath: path + ".link",
      withDestinationPath: directory.file("elsewhere")
    )
    #expect(size(of: "one\n") == nil)
    try FileContent.make(path + ".1", "one\n")
    #expect(size(of: "one\n") == 4)
  }

  @Test func `A directory that can't be read has no copies`() {
    var recent = RecentPayload(limit: 100)
    recent.append(memory.add("one\n"), at: [0..<4])
    let siblings = SiblingFiles.paths(of: directory.file("missing/decoy.log"), excluded: [])
    #expect(TruncatedCopy.size(among: { siblings }, recent) == nil)
  }

  @Test(
    arguments: [
      ("decoy.log", ".", "decoy.log"), ("/decoy.log", "/", "decoy.log"), ("/a/decoy.log", "/a", "decoy.log"),
      ("a/b/decoy.log", "a/b", "decoy.log"), ("a/", "a", ""),
    ]
  )
  func `A path is split at its last slash`(path: String, directory: String, name: String) {
    #expect(Directories.split(path) == (directory, name))
  }

  private func size(of pieces: String...) -> Int? {
    var recent = RecentPayload(limit: 1 << 20)
    var offset = 0
    for piece in pieces {
      recent.append(memory.add(piece), at: [offset..<offset + piece.utf8.count])
      offset += piece.utf8.count
    }
    return TruncatedCopy.size(among: { SiblingFiles.paths(of: path, excluded: []) }, recent)
  }
}
