import Files
import Glibc
import RecordTestSupport
import Synchronization
import Testing
import TestSupport

@testable import RotatedFiles

/// When a reader has not looked at everything, it says so, and it decides on no loss.
struct ForeignWaitTests {
  private static let second: Int64 = 1_000_000_000
  private static let hour = 3600 * second

  @Test(arguments: ["left", "own", "pair"])
  func `A rotation is no longer waited for once nothing follows`(what: String) throws {
    var foreign = try ForeignFile(grace: Self.second)
    foreign.file.append("1\n")
    foreign.poll()
    foreign.file.rename()
    foreign.file.reopen()
    foreign.poll()
    #expect(foreign.reader.isWaiting && !foreign.reader.isHeldBack)
    unlink(foreign.file.path)
    if what == "pair" { unlink(foreign.path(".1")) }
    if what == "own" { rename(foreign.path(".1"), foreign.file.path) }
    foreign.poll()
    #expect(foreign.reader.isWaiting == false)
  }

  @Test func `A truncated file that nothing continues is not waited for`() throws {
    var foreign = try ForeignFile(grace: Self.second)
    foreign.file.append("1\n")
    foreign.poll()
    foreign.file.rename()
    foreign.file.reopen()
    foreign.poll()
    #expect(foreign.reader.isWaiting == true)
    truncate(foreign.path(".1"), 0)
    unlink(foreign.path(".1"))
    foreign.file.delete()
    for _ in 0..<3 { foreign.poll() }
    #expect(foreign.reader.isWaiting == false)
  }

  @Test(arguments: ["missing", "refused", "empty", "left", "truncated"])
  func `A reader that may not look yet is held back`(state: String) throws {
    var foreign = try ForeignFile(pause: Self.hour)
    switch state {
    case "refused": RotatingFile.makePipe(foreign.file.path)
    case "empty": foreign.file.reopen()
    case "left", "truncated": foreign.file.append("1\n")
    default: break
    }
    foreign.poll()
    if state == "truncated" { foreign.file.truncate() }
    if ["left", "truncated"].contains(state) {
      foreign.file.delete()
      RotatingFile.awaitTick()
      foreign.reader.lookAgain()
      foreign.poll()
    }
    #expect(foreign.reader.isHeldBack == false)
    foreign.poll()
    #expect(foreign.reader.isHeldBack && foreign.reader.isWaiting)
    foreign.reader.lookAgain()
    foreign.poll()
    #expect(foreign.reader.isWaiting == false)
    foreign.poll()
    #expect(foreign.reader.isHeldBack == true)
    foreign.clock.advance(seconds: 3601)
    foreign.poll()
    #expect(foreign.reader.isWaiting == false)
  }

  @Test func `A reader that rests after many siblings is held back`() throws {
    var foreign = try ForeignFile(pause: Self.hour)
    for number in 0..<1000 { RotatingFile.make(foreign.path(".x\(number)"), []) }
    foreign.poll()
    #expect(foreign.reader.isHeldBack == false)
    foreign.file.append("1\n")
    foreign.poll()
    #expect(foreign.lines.isEmpty && foreign.reader.isHeldBack)
    foreign.reader.lookAgain()
    foreign.poll()
    #expect(foreign.lines == ["1"])
  }

  @Test(arguments: [false, true])
  func `A file that was empty is left though looks are rare`(isCopied: Bool) throws {
    var foreign = try ForeignFile(pause: Self.hour)
    foreign.file.reopen()
    foreign.poll()
    RotatingFile.awaitTick()
    if isCopied {
      foreign.file.append("1\n")
      foreign.file.copy(to: ".1")
      foreign.file.truncate()
    } else {
      foreign.file.rename()
      foreign.file.reopen()
      foreign.file.append("1\n")
    }
    foreign.file.append("2\n")
    for _ in 0..<3 {
      foreign.poll()
      foreign.clock.advance(seconds: 3601)
    }
    #expect(foreign.lines == ["1", "2"] && foreign.losses.isEmpty)
  }

  /// A directory in which some files can't be opened.
  private final class FailingDirectory: FileDirectory {
    let directory: ForeignDirectory
    /// Whether opening a file for the given time, from 0 on, fails, and how.
    let fault = Mutex<(@Sendable (String, Int) -> Int32?)?>(nil)
    private let opens = Mutex<[String: Int]>([:])

    init(_ path: String) throws { directory = try ForeignDirectory(path) }

    func fail(_ fault: (@Sendable (String, Int) -> Int32?)?) {
      opens.withLock { $0 = [:] }
      self.fault.withLock { $0 = fault }
    }

    func names(withPrefix prefix: String) -> FileNames { directory.names(withPrefix: prefix) }
    func status(of name: String) -> FileStatus? { directory.status(of: name) }
    var status: FileStatus? { directory.status }

    func file(_ name: String) throws(ForeignFileFault) -> OpenFile {
      let count = opens.withLock { opens in
        opens[name, default: -1] += 1
        return opens[name] ?? 0
      }
      if let code = fault.withLock({ $0?(name, count) }) { throw .failed(code: code) }
      return try directory.file(name)
    }
  }

  @Test(arguments: [EMFILE, ENFILE, EACCES], [false, true])
  func `A file that can't be opened for a moment is not taken for another`(
    code: Int32,
    isRotated: Bool
  ) throws {
    var foreign = try ForeignFile(grace: Self.second) { try FailingDirectory($0) }
    let directory = try #require(foreign.directory as? FailingDirectory)
    foreign.file.append("1\n")
    foreign.poll()
    foreign.file.append("2\n")
    RotatingFile.awaitTick()
    if isRotated {
      foreign.file.rename()
      foreign.file.reopen()
      foreign.file.append("3\n")
    }
    foreign.restart()
    // The directory is listed twice before.
    let name = isRotated ? "cowrie.json.1" : "cowrie.json"
    directory.fail { $0 == name && $1 == 2 ? code : nil }
    foreign.poll()
    #expect(foreign.lines == ["1"] && foreign.reader.isHeldBack)
    foreign.poll()
    foreign.clock.advance(seconds: 2)
    foreign.poll()
    #expect(foreign.lines == (isRotated ? ["1", "2", "3"] : ["1", "2"]))
    #expect(foreign.losses.isEmpty && !foreign.reader.isWaiting)
  }

  @Test(arguments: [EMFILE, EACCES])
  func `Only for want of descriptors a file that can't be opened is waited for without end`(
    code: Int32
  ) throws {
    var foreign = try ForeignFile(grace: Self.second) { try FailingDirectory($0) }
    let directory = try #require(foreign.directory as? FailingDirectory)
    foreign.file.append("1\n")
    foreign.poll()
    RotatingFile.awaitTick()
    foreign.file.rename()
    foreign.file.reopen()
    foreign.file.append("2\n")
    foreign.restart()
    directory.fail { name, _ in name == "cowrie.json.1" ? code : nil }
    foreign.poll()
    #expect(foreign.lines == ["1"] && foreign.reader.isHeldBack)
    foreign.clock.advance(seconds: 11)
    foreign.poll()
    #expect(foreign.reader.isWaiting == false)
    #expect(foreign.losses.map(\.cause) == (code == EMFILE ? [] : [.refusedSibling, .gone]))
    directory.fail(nil)
    foreign.poll()
    foreign.clock.advance(seconds: 2)
    foreign.poll()
    #expect(foreign.lines == ["1", "2"])
  }

  @Test func `A sibling is not passed over for want of descriptors`() throws {
    var foreign = try ForeignFile { try FailingDirectory($0) }
    let directory = try #require(foreign.directory as? FailingDirectory)
    foreign.file.append("1\n")
    foreign.poll()
    for line in ["2\n", "3\n"] {
      RotatingFile.awaitTick()
      foreign.file.rename()
      foreign.file.reopen()
      foreign.file.append(line)
    }
    directory.fail { name, _ in name == "cowrie.json.1" ? EMFILE : nil }
    foreign.poll()
    #expect(foreign.lines == ["1"])
    directory.fail(nil)
    foreign.poll()
    #expect(foreign.lines == ["1", "2", "3"] && foreign.losses.isEmpty)
  }
}
