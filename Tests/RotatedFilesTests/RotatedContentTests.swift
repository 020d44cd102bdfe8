import Files
import Foundation
import Glibc
import RotatedFiles
import Testing
import TestSupport

struct RotatedContentTests {
  private let directory: ScratchDirectory
  private let path: String
  private let bytes = Array((0..<5000).map { "line \($0)\n" }.joined().utf8)

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decoy.log.1")
    try Data(bytes).write(to: URL(filePath: path))
  }

  @Test(arguments: [false, true])
  func `Content is the same at any offset, compressed or not`(isCompressed: Bool) throws {
    if isCompressed { try ChildProcess.run(["gzip", path]) }
    let file = try #require(RotatedFileList.list(directory.file("decoy.log")).ordered.first)
    let content = try #require(RotatedContent(file))
    #expect(content.isCompressed == isCompressed && content.descriptors.count == (isCompressed ? 2 : 1))
    for offset in [40_000, 0, 17, bytes.count - 5] {
      #expect(content.read(100, at: offset) == Array(bytes[offset...].prefix(100)))
      #expect(content.bytes(64, before: offset) == Array(bytes[..<offset].suffix(64)))
    }
    #expect(content.read(1, at: bytes.count).isEmpty && content.read(1, at: -1).isEmpty)
    #expect(content.has(Array(bytes[90..<100]), before: 100) && !content.has([0], before: 100))
    let tail = content.tail(10, size: file.size)
    #expect(tail.bytes == bytes.suffix(10) && tail.end == bytes.count)
    #expect(content.forEachPiece(of: 999) { _ in true } == bytes.count)
    #expect(content.isComplete)
  }

  @Test func `A file is known under another name, and another file under its name is not it`() throws {
    let listed = try #require(RotatedFileList.list(directory.file("decoy.log")).ordered.first)
    let content = try #require(RotatedContent(listed))
    #expect(rename(path, path + ".old") == 0)
    try Data("other\n".utf8).write(to: URL(filePath: path))
    #expect(content.identity.isOpenFile(named: path + ".old"))
    #expect(!content.identity.isOpenFile(named: path))
    #expect(RotatedContent(listed) == nil)
  }

  @Test func `The file that is continued comes before its copies`() throws {
    try FileManager.default.copyItem(atPath: path, toPath: directory.file("decoy.log.2"))
    let files = RotatedFileList.list(directory.file("decoy.log"))
    try #require(files.ordered.count == 2)
    for file in files.ordered {
      #expect(files.continuation(of: file.identity, lastChanged: 0) { _ in true } == file)
      let other = files.continuation(of: file.identity, lastChanged: 0) { $0 != file }
      #expect(other != nil && other != file)
    }
    #expect(files.continuation(of: .none, lastChanged: 0) { _ in false } == nil)
  }
}
