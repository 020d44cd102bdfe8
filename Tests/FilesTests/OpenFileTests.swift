import Files
import Glibc
import Testing
import TestSupport

struct OpenFileTests {
  private let directory: ScratchDirectory
  private let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("file")
    close(creat(path, 0o600))
  }

  /// The error number of opening a path; `nil` if it is opened.
  private func code(_ path: String, followsLink: Bool = false) -> Int32? {
    errno = 0
    return if let _ = OpenFile(reading: path, followsLink: followsLink) { nil } else { errno }
  }

  @Test func `Only a regular file is opened, and the error number says why another isn't`() throws {
    #expect(code(path) == nil)
    #expect(code(path + ".missing") == ENOENT)
    #expect(code(directory.path) == 0)
    try #require(mkfifo(path + ".fifo", 0o600) == 0)
    #expect(code(path + ".fifo") == 0)
    try #require(symlink(path, path + ".link") == 0)
    #expect(code(path + ".link") == ELOOP)
    #expect(code(path + ".link", followsLink: true) == nil)
  }

  @Test func `A file has one identity under all its names`() throws {
    try #require(link(path, path + ".other") == 0)
    close(creat(path + ".new", 0o600))
    guard let file = OpenFile(reading: path) else { throw CancellationError() }
    #expect(file.identity.isOpenFile(named: path + ".other"))
    #expect(!file.identity.isOpenFile(named: path + ".new"))
    #expect(FileStatus(of: path + ".other")?.isSameFile(as: file.status) == true)
    #expect(FileStatus(of: path + ".new")?.isSameFile(as: file.status) == false)
  }
}
