import Basics
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Evidence

/// What stands where the file should.
struct PathTroubleTests {
  private let directory: ScratchDirectory
  private let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decoy.log")
  }

  @Test func `A directory is refused with a clear error`() throws {
    mkdir(path, 0o755)
    let error = #expect(throws: EvidenceError.self) { try Appender(path) }
    #expect(error?.message == "cannot open \(path): Is a directory")
    #expect(error?.code == .failed)
  }

  @Test func `A FIFO is refused at once with a clear error`() throws {
    try #require(mkfifo(path, 0o644) == 0)
    let error = #expect(throws: EvidenceError.self) { try Appender(path) }
    #expect(error?.code == .failed)
    #expect(error?.message.hasPrefix("cannot open \(path): ") == true)
    #expect(error?.message.contains("Invalid argument") == false)
  }

  @Test func `A file where a directory should be is refused with a clear error`() throws {
    try FileContent.make(path, "theirs\n")
    let error = #expect(throws: EvidenceError.self) { try Appender(path + "/below.log") }
    #expect(error?.message.hasPrefix("cannot open \(path)/below.log") == true)
    #expect(error?.message.hasSuffix(": Not a directory") == true)
    #expect(try FileContent.text(path) == "theirs\n")
  }

  @Test(arguments: ["directory", "FIFO"])
  func `What takes a file's place is waited out, and nothing is lost to it`(kind: String) throws {
    let file = try Appender(path)
    try file.append("one\n")
    try FileContent.rename(path, to: path + ".1")
    try #require((kind == "FIFO" ? mkfifo(path, 0o644) : mkdir(path, 0o755)) == 0)
    for _ in 0..<3 { #expect(throws: EvidenceError.self) { try file.append("two\n") } }
    try FileContent.remove(path)
    try file.append("two\n")
    #expect(try FileContent.text(path + ".1") == "one\n")
    #expect(try FileContent.text(path) == "two\n")
    #expect(file.reopenings == 1)
  }

  @Test func `Without permission for the file the error names its owner`() throws {
    try FileContent.make(path)
    chmod(path, 0)
    chmod(directory.path, 0o777)
    let error = #expect(throws: EvidenceError.self) {
      try Privileges.withoutRightToFiles { try Appender(path) }
    }
    let message = try #require(error?.message)
    #expect(error?.code == .permissionDenied)
    #expect(message.hasPrefix("cannot open \(path): Permission denied; \(path) belongs to "))
    #expect(message.contains(" with mode 00, and decklog runs as user "))
  }

  @Test func `Without permission for a directory the error names the nearest one that is there`() throws {
    chmod(directory.path, 0o555)
    defer { chmod(directory.path, 0o755) }
    let error = #expect(throws: EvidenceError.self) {
      try Privileges.withoutRightToFiles { try Appender(directory.file("a/b/decoy.log")) }
    }
    let message = try #require(error?.message)
    #expect(error?.code == .permissionDenied)
    #expect(
      message.hasPrefix("cannot create \(directory.path)/a: Permission denied; \(directory.path) belongs to ")
    )
    #expect(message.contains("with mode 0555"))
  }

  @Test func `A file that can no longer be opened is waited out`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try FileContent.rename(path, to: path + ".1")
    try FileContent.make(path)
    chmod(path, 0)
    chmod(directory.path, 0o777)
    let error = #expect(throws: EvidenceError.self) {
      try Privileges.withoutRightToFiles { try file.prepare(4) }
    }
    #expect(error?.code == .permissionDenied)
    chmod(path, 0o644)
    try file.append("two\n")
    #expect(try FileContent.text(path) == "two\n")
  }

  @Test(
    arguments: [
      (ENOSPC, EvidenceError.Code.noSpace), (EDQUOT, .noSpace), (EACCES, .permissionDenied),
      (EPERM, .permissionDenied), (EROFS, .permissionDenied), (EIO, .failed), (EISDIR, .failed),
      (ENAMETOOLONG, .failed),
    ] as [(Int32, EvidenceError.Code)]
  )
  func `An error says what kind of failure it is`(number: Int32, code: EvidenceError.Code) {
    let error = EvidenceError("write", path, code: number)
    #expect(error.code == code)
    #expect(error.message.hasPrefix("cannot write \(path): \(String(cString: strerror(number)))"))
    #expect(error.description == error.message)
    #expect(!error.message.contains("\n"))
  }

  @Test func `An owner without a name is told by number`() throws {
    try #require(Privileges.isRoot || !TestTools.isCI)
    guard Privileges.isRoot else { return }
    try FileContent.make(path)
    chown(path, 12_345, 54_321)
    #expect(EvidenceError("open", path, code: EACCES).message.contains("\(path) belongs to 12345:54321 with"))
  }
}
