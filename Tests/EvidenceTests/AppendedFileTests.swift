import Foundation
import Glibc
import Testing
import TestSupport

@testable import Evidence

struct AppendedFileTests {
  private let directory: ScratchDirectory
  private let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decoy.log")
  }

  @Test func `The directories above a file are made`() throws {
    let deep = directory.file("a/b/c/decoy.log")
    let file = try Appender(deep)
    try file.append("one\n")
    #expect(try FileContent.text(deep) == "one\n")
  }

  @Test func `What is made is not for everyone to read`() throws {
    let deep = directory.file("a/decoy.log")
    try Appender(deep).append("one\n")
    var status = stat()
    #expect(stat(deep, &status) == 0)
    #expect(status.st_mode & 0o007 == 0)
    #expect(stat(directory.file("a"), &status) == 0)
    #expect(status.st_mode & 0o007 == 0)
  }

  @Test func `Lines stand in the order in which they were appended`() throws {
    let file = try Appender(path)
    let lines = (0..<500).map { "line \($0)\n" }
    for line in lines { try file.append(line) }
    #expect(try FileContent.text(path) == lines.joined())
  }

  @Test func `What was in the file stays`() throws {
    try FileContent.make(path, "before\n")
    let file = try Appender(path)
    try file.append("after\n")
    #expect(try FileContent.text(path) == "before\nafter\n")
    #expect(file.reopenings == 0)
  }

  @Test func `Others append to the same file`() throws {
    let file = try Appender(path)
    try file.append("ours 1\n")
    try FileContent.append("theirs 1\n", to: path)
    try file.append("ours 2\n", meanwhile: { try FileContent.append("theirs 2\n", to: path) })
    #expect(try FileContent.text(path) == "ours 1\ntheirs 1\ntheirs 2\nours 2\n")
    #expect(file.truncations == 0)
  }

  @Test func `Nothing is appended for no lines`() throws {
    let file = try Appender(path)
    try file.append("")
    #expect(try FileContent.size(path) == 0)
  }

  @Test func `Reserved space does not make the file longer`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try file.prepare(100_000)
    #expect(try FileContent.text(path) == "one\n")
  }

  @Test func `A renamed file is left, and its name made again`() throws {
    let file = try Appender(path)
    try file.append("old\n")
    try FileContent.rename(path, to: path + ".1")
    try file.append("new\n")
    #expect(try FileContent.text(path + ".1") == "old\n")
    #expect(try FileContent.text(path) == "new\n")
    #expect(file.reopenings == 1)
  }

  @Test func `A file that took the name is appended to`() throws {
    let file = try Appender(path)
    try file.append("old\n")
    try FileContent.rename(path, to: path + ".1")
    try FileContent.make(path, "made by the one who rotates\n")
    try file.append("new\n")
    #expect(try FileContent.text(path) == "made by the one who rotates\nnew\n")
  }

  @Test func `A look without an append follows a rotation too`() throws {
    let file = try Appender(path)
    try FileContent.rename(path, to: path + ".1")
    try file.prepare()
    #expect(FileManager.default.fileExists(atPath: path))
  }

  @Test func `A file renamed between look and append takes that append whole`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try file.append("two\n", meanwhile: { try FileContent.rename(path, to: path + ".1") })
    try file.append("three\n")
    #expect(try FileContent.text(path + ".1") == "one\ntwo\n")
    #expect(try FileContent.text(path) == "three\n")
  }

  @Test func `A deleted file is made again, and its reader keeps what it had`() throws {
    let file = try Appender(path)
    try file.append("old\n")
    let reader = try OpenReader(path)
    try FileContent.remove(path)
    try file.append("new\n")
    #expect(try reader.text() == "old\n")
    #expect(try FileContent.text(path) == "new\n")
  }

  @Test(arguments: [false, true])
  func `A file deleted between look and append does not take lines along`(isRead: Bool) throws {
    let file = try Appender(path)
    try file.append("old\n")
    let reader = isRead ? try OpenReader(path) : nil
    try file.append("new\n", meanwhile: { try FileContent.remove(path) })
    #expect(try FileContent.text(path) == "new\n")
    if let reader { #expect(try reader.text().hasPrefix("old\n")) }
  }

  @Test func `A deleted directory is made again`() throws {
    let deep = directory.file("a/b/decoy.log")
    let file = try Appender(deep)
    try file.append("old\n")
    try FileContent.remove(directory.file("a"))
    try file.append("new\n")
    #expect(try FileContent.text(deep) == "new\n")
  }

  @Test func `A directory that was moved away is made again`() throws {
    let deep = directory.file("a/decoy.log")
    let file = try Appender(deep)
    try file.append("old\n")
    try FileContent.rename(directory.file("a"), to: directory.file("b"))
    try file.append("new\n")
    #expect(try FileContent.text(directory.file("b/decoy.log")) == "old\n")
    #expect(try FileContent.text(deep) == "new\n")
  }

  @Test func `A link is followed to where it leads now`() throws {
    try FileContent.make(directory.file("first"))
    try FileContent.make(directory.file("second"))
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "first")
    let file = try Appender(path)
    try file.append("one\n")
    try FileContent.remove(path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "second")
    try file.append("two\n")
    #expect(try FileContent.text(directory.file("first")) == "one\n")
    #expect(try FileContent.text(directory.file("second")) == "two\n")
  }

  @Test func `A reopened file goes on where the name leads`() throws {
    let file = try Appender(path)
    try file.append("old\n")
    try FileContent.rename(path, to: path + ".1")
    try file.reopen()
    try file.append("new\n")
    try file.reopen()
    try file.append("newer\n")
    #expect(try FileContent.text(path + ".1") == "old\n")
    #expect(try FileContent.text(path) == "new\nnewer\n")
  }

  @Test func `Appended lines can be synchronized`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try file.synchronize()
    #expect(try FileContent.text(path) == "one\n")
  }
}
