import Files
import Foundation
import Glibc
import Testing
import TestSupport

@Suite("Files where somebody else makes the names")
struct ForeignDirectoryTests {
  private let scratch: ScratchDirectory

  init() throws {
    scratch = try ScratchDirectory()
    try FileManager.default.createDirectory(atPath: scratch.file("a/b"), withIntermediateDirectories: true)
    try Data("text".utf8).write(to: URL(filePath: scratch.file("a/b/file")))
  }

  /// Why the file is not opened; `nil` if it is.
  private static func fault(_ directory: String, _ path: String, walks: Bool) throws -> ForeignFileFault? {
    let directory = try ForeignDirectory(directory, walks: walks)
    do throws(ForeignFileFault) {
      _ = try directory.file(path)
      return nil
    } catch { return error }
  }

  @Test(arguments: [false, true])
  func `A regular file is read, at whatever depth`(walks: Bool) throws {
    let file = try ForeignDirectory(scratch.path, walks: walks).directory("a").file("b//./file")
    #expect(file.size == 4)
    #expect(FileBytes.read(file.descriptor, at: 0, count: 10) == Array("text".utf8))
    #expect(fcntl(file.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    #expect(fcntl(file.descriptor, F_GETFL) & O_ACCMODE == O_RDONLY)
  }

  @Test(arguments: [0, 1, 2, 3])
  func `Names are shown up to the limit, however often they are asked for`(limit: Int) throws {
    _ = mkfifo(scratch.file("f"), 0o600)
    let directory = try ForeignDirectory(scratch.path)
    for _ in 0..<2 {
      var names: [String] = []
      let isWhole = try directory.forEachName(limit: limit) { names.append($0) }
      #expect(isWhole == (limit >= 2))
      #expect(names.count == min(limit, 2))
      #expect(Set(names).isSubset(of: ["a", "f"]))
    }
  }

  @Test(
    arguments: [
      ("../etc/passwd", .outside), ("a/../../etc/passwd", .outside), ("/etc/passwd", .outside),
      ("a/missing", .missing),
      ("missing/file", .missing), ("a", .kind), ("a/b/file/c", .kind), ("", .missing), ("..", .outside),
      ("/", .outside),
      (String(repeating: "n", count: 256), .failed(code: ENAMETOOLONG)),
    ] as [(String, ForeignFileFault)],
    [false, true]
  )
  func `No path leads out of the directory`(expected: (path: String, fault: ForeignFileFault), walks: Bool)
    throws
  {
    #expect(try Self.fault(scratch.path, expected.path, walks: walks) == expected.fault)
  }

  @Test(arguments: [false, true])
  func `No link is followed, no matter where in a path, nor one of the kernel's`(walks: Bool) throws {
    #expect(symlink("b/file", scratch.file("a/link")) == 0)
    #expect(symlink("a", scratch.file("directory")) == 0)
    #expect(try Self.fault(scratch.path, "a/link", walks: walks) == .link)
    #expect(try Self.fault(scratch.path, "directory/b/file", walks: walks) == .link)
    #expect(try Self.fault("/proc/self", "exe", walks: walks) == .link)
    #expect(try Self.fault("/proc/self", "root/etc/passwd", walks: walks) == .link)
    let directory = try ForeignDirectory(scratch.path, walks: walks)
    #expect(throws: ForeignFileFault.link) { _ = try directory.directory("directory") }
    #expect(throws: ForeignFileFault.kind) { _ = try directory.directory("a/b/file") }
  }

  @Test(
    arguments: [false, true]
  )
  func `What is no regular file, has a second name or is on another mount is not opened`(walks: Bool) throws {
    #expect(mkfifo(scratch.file("fifo"), 0o600) == 0)
    #expect(link(scratch.file("a/b/file"), scratch.file("second")) == 0)
    #expect(try Self.fault(scratch.path, "fifo", walks: walks) == .kind)
    #expect(try Self.fault(scratch.path, "second", walks: walks) == .secondName)
    #expect(try Self.fault("/dev", "null", walks: walks) == .kind)
    #expect(try Self.fault("/", "proc/self/status", walks: walks) == .outside)
  }

  @Test(arguments: [false, true])
  func `A resolved path has no link`(walks: Bool) throws {
    let root = scratch.path
    #expect(symlink("a", scratch.file("link")) == 0)
    #expect(try ForeignDirectory(resolved: root + "/a/b", walks: walks).file("file").size == 4)
    #expect(try ForeignDirectory(resolved: "/", walks: walks).identity == ForeignDirectory("/").identity)
    #expect(throws: ForeignFileFault.link) { try ForeignDirectory(resolved: root + "/link/b", walks: walks) }
    #expect(throws: ForeignFileFault.link) { try ForeignDirectory(resolved: root + "/link", walks: walks) }
    #expect(throws: ForeignFileFault.missing) { try ForeignDirectory(resolved: "/nowhere", walks: walks) }
    #expect(throws: ForeignFileFault.kind) {
      try ForeignDirectory(resolved: root + "/a/b/file", walks: walks)
    }
  }

  @Test(arguments: [false, true])
  func `A directory is opened as a process sees it`(walks: Bool) throws {
    let (own, root) = (Int(getpid()), scratch.path)
    let directory = try ForeignDirectory(inRootOf: own, directory: root + "/a", walks: walks)
    #expect(try directory.directory("b").file("file").size == 4)
    #expect(symlink(root + "/a", scratch.file("absolute")) == 0)
    if walks {
      #expect(throws: ForeignFileFault.link) {
        try ForeignDirectory(inRootOf: own, directory: root + "/absolute", walks: true)
      }
    } else {
      let followed = try ForeignDirectory(inRootOf: own, directory: root + "/absolute")
      #expect(followed.identity == directory.identity)
    }
    #expect(throws: ForeignFileFault.link) {
      try ForeignDirectory(inRootOf: own, directory: "/proc/self/cwd", walks: walks)
    }
    #expect(throws: ForeignFileFault.missing) {
      try ForeignDirectory(inRootOf: Int(Int32.max), directory: "/", walks: walks)
    }
  }

  @Test func `A directory is the same by whatever name, and another under its name is not`() throws {
    let directory = try ForeignDirectory(scratch.file("a"))
    #expect(rename(scratch.file("a"), scratch.file("c")) == 0)
    #expect(mkdir(scratch.file("a"), 0o700) == 0)
    #expect(try directory.identity == ForeignDirectory(scratch.file("c")).identity)
    #expect(try directory.identity != ForeignDirectory(scratch.file("a")).identity)
  }

  @Test func `Names with a prefix are listed up to a limit`() throws {
    let directory = try ForeignDirectory(scratch.path)
    for name in ["f.2", "f", "f.1", "other"] { close(creat(scratch.file(name), 0o600)) }
    #expect(directory.names(withPrefix: "f") == FileNames(["f.1", "f.2"]))
    for number in 0..<ForeignDirectory.nameLimit { close(creat(scratch.file("f-\(number)"), 0o600)) }
    let names = directory.names(withPrefix: "f")
    #expect(names.names.count == ForeignDirectory.nameLimit && !names.isComplete)
  }

  @Test func `The name of an open file is checked without opening anything`() throws {
    let directory = try ForeignDirectory(scratch.file("a/b"))
    let file = try directory.file("file")
    #expect(directory.isOpenFile(file.identity, named: "file"))
    #expect(rename(scratch.file("a/b/file"), scratch.file("a/b/file.1")) == 0)
    #expect(symlink("file.1", scratch.file("a/b/file")) == 0)
    #expect(!directory.isOpenFile(file.identity, named: "file"))
    #expect(directory.isOpenFile(file.identity, named: "file.1"))
  }

  @Test(arguments: [false, true])
  func `The system's error is passed on`(walks: Bool) throws {
    #expect(chmod(scratch.file("a/b/file"), 0) == 0)
    let fault = try Privileges.withoutRightToFiles { try Self.fault(scratch.path, "a/b/file", walks: walks) }
    #expect(fault == .failed(code: EACCES))
    #expect(ForeignFileFault.failed(code: EACCES).description == "Permission denied")
    #expect(throws: ForeignFileFault.missing) { _ = try ForeignDirectory("/nowhere") }
  }

  /// In a process of its own, since the limit is every test's. Dispatch opens files there as well, whenever it likes.
  @Test func `The last descriptors are not taken`() async {
    await #expect(processExitsWith: .success) {
      let (reserve, others) = (32, 8)
      let scratch = try ScratchDirectory()
      close(creat(scratch.file("file"), 0o600))
      let directory = try ForeignDirectory(scratch.path)
      let names = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
      let highest = names.compactMap { Int($0) }.max() ?? 0
      // A process that inherited files has holes between them.
      let limit = highest + reserve + 2 * others
      var limits = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0)
      var directories: [ForeignDirectory] = []
      func refusal() -> ForeignFileFault? {
        while directories.count < limit {
          do throws(ForeignFileFault) { directories.append(try ForeignDirectory(scratch.path)) } catch {
            return error
          }
        }
        return nil
      }
      // What is refused is closed, or the reserve would be used up.
      for _ in 0..<reserve {
        #expect(refusal() == .failed(code: EMFILE))
        #expect(throws: ForeignFileFault.failed(code: EMFILE)) { _ = try directory.file("file") }
      }
      let next = open("/dev/null", O_RDONLY | O_CLOEXEC)
      #expect(limit - reserve..<limit - reserve + others ~= Int(next))
      // One is free outside the reserve, and a file needs another besides for a moment.
      _ = directories.popLast()
      #expect(throws: ForeignFileFault.failed(code: EMFILE)) { _ = try directory.file("file") }
    }
  }
}
