import Files
import Foundation
import Glibc
import RecordTestSupport
import Synchronization
import Testing
import TestSupport

@testable import RotatedFiles

/// What an attacker may put in place of a file, or into it.
struct ForeignFileTests {
  enum Trap: CaseIterable {
    case link, brokenLink, secondName, pipe, directory, device

    var fault: ForeignFileFault {
      switch self {
      case .link, .brokenLink: .link
      case .secondName: .secondName
      case .pipe, .directory, .device: .kind
      }
    }

    /// Sets the trap; returns whether this process may.
    func set(at path: String, beside other: String) -> Bool {
      switch self {
      case .link: symlink(other, path) == 0
      case .brokenLink: symlink("/nowhere", path) == 0
      case .secondName: Glibc.link(other, path) == 0
      case .pipe: mkfifo(path, 0o600) == 0
      case .directory: mkdir(path, 0o700) == 0
      case .device: mknod(path, S_IFCHR | 0o600, 1 << 8 | 5) == 0
      }
    }
  }

  @Test(arguments: Trap.allCases, [false, true])
  func `A trap is never read, and the file is once it is there`(trap: Trap, isOpen: Bool) throws {
    var foreign = try ForeignFile()
    let other = foreign.scratch.file("secret")
    RotatingFile.make(other, Array("secret\n".utf8))
    if isOpen {
      foreign.file.append("1\n")
      foreign.poll()
      foreign.file.delete()
    }
    guard trap.set(at: foreign.file.path, beside: other) else { return }
    foreign.poll()
    #expect(foreign.reader.refusal == trap.fault)
    #expect(foreign.lines == (isOpen ? ["1"] : []))
    if trap == .directory { rmdir(foreign.file.path) } else { unlink(foreign.file.path) }
    foreign.poll()
    #expect(foreign.reader.refusal == nil)
    RotatingFile.awaitTick()
    foreign.file.reopen()
    foreign.file.append("2\n")
    foreign.poll()
    #expect(foreign.lines == (isOpen ? ["1", "2"] : ["2"]))
    #expect(foreign.reader.refusal == nil)
  }

  @Test func `Siblings that are traps are passed over and reported once`() throws {
    var foreign = try ForeignFile()
    let other = foreign.scratch.file("secret")
    RotatingFile.make(other, Array("secret\n".utf8))
    let set = Trap.allCases.enumerated().filter { $1.set(at: foreign.path(".\($0 + 1)"), beside: other) }
    foreign.file.append("1\n")
    foreign.poll()
    foreign.file.rename(date: 20_261_129)
    foreign.file.reopen()
    foreign.file.append("2\n")
    foreign.poll()
    #expect(foreign.lines == ["1", "2"])
    #expect(foreign.losses.map(\.cause) == set.map { _ in .refusedSibling })
    #expect(foreign.reader.refusal == nil)
  }

  @Test func `Only so many refused siblings are reported`() throws {
    var foreign = try ForeignFile()
    for number in 1...70 { symlink("/nowhere", foreign.path(".\(number)")) }
    symlink("/nowhere", foreign.path(".other"))
    for _ in 0..<3 {
      foreign.file.append("1\n")
      foreign.poll()
    }
    let causes = foreign.losses.map(\.cause)
    #expect(causes.count == 65 && causes.filter { $0 == .refusedSibling }.count == 64)
    #expect(causes.last == .tooManySiblings)
  }

  @Test func `Refused siblings of the operator's own file are not reported`() throws {
    let scene = try RecordScene()
    symlink("/nowhere", scene.path + ".1")
    scene.make("", "1\n")
    var harness = ReaderHarness(scene.path)
    harness.poll()
    #expect(harness.lines == ["1"] && harness.losses.isEmpty)
  }

  /// A directory in which the file is swapped whenever someone has looked at it.
  private struct SwappingDirectory: FileDirectory {
    let directory: ForeignDirectory
    let path: String
    let swaps: @Sendable (String) -> Void

    func names(withPrefix prefix: String) -> FileNames { directory.names(withPrefix: prefix) }
    func status(of name: String) -> FileStatus? { directory.status(of: name) }
    var status: FileStatus? { directory.status }

    func file(_ name: String) throws(ForeignFileFault) -> OpenFile {
      let file = try directory.file(name)
      swaps(path + "/" + name)
      return file
    }
  }

  @Test(arguments: [Trap.link, .secondName, .pipe])
  func `What is swapped between look and open is not read`(trap: Trap) throws {
    let isArmed = Switch()
    var foreign = try ForeignFile { path in
      SwappingDirectory(directory: try ForeignDirectory(path), path: path) { file in
        guard isArmed.takeOff() else { return }
        rename(file, file + ".1")
        _ = trap.set(at: file, beside: path + "/secret")
      }
    }
    RotatingFile.make(foreign.scratch.file("secret"), Array("secret\n".utf8))
    foreign.file.append("1\n")
    for _ in 0..<3 { foreign.poll() }
    #expect(foreign.lines == ["1"] && foreign.reader.refusal == trap.fault)
  }

  private final class Switch: Sendable {
    private let isOn = Mutex(true)

    /// Whether it was on.
    func takeOff() -> Bool {
      isOn.withLock { isOn in
        defer { isOn = false }
        return isOn
      }
    }
  }

  @Test(arguments: [false, true])
  func `A hole of 1 TB is passed over and reported`(isRestarted: Bool) throws {
    // A file system of memory takes files of any size.
    var foreign = try ForeignFile(place: "/dev/shm")
    foreign.file.append("1\nunended")
    foreign.poll()
    foreign.file.truncate(to: 1 << 40)
    foreign.poll()
    #expect(foreign.lines == ["1"] && foreign.losses.isEmpty)
    foreign.file.append("2\n")
    foreign.poll(most: 2)
    if isRestarted { foreign.restart() }
    foreign.poll()
    #expect(foreign.lines == ["1", "unended", "2"])
    #expect(foreign.losses.map(\.cause) == [.hole])
    #expect(foreign.losses.first.map { ((1 << 40) - 5000...1 << 40).contains($0.knownBytes) } == true)
    foreign.file.append("3\n")
    foreign.poll()
    #expect(foreign.lines.last == "3")
  }

  @Test func `A file that ends with a hole is left, and the hole reported`() throws {
    var foreign = try ForeignFile(place: "/dev/shm")
    foreign.file.append("1\n")
    foreign.file.truncate(to: 1 << 40)
    foreign.poll()
    RotatingFile.awaitTick()
    foreign.file.rename()
    foreign.file.reopen()
    foreign.file.append("2\n")
    foreign.poll()
    #expect(foreign.lines == ["1", "2"] && foreign.losses.map(\.cause) == [.hole])
  }

  @Test func `The last lines of a sparse file are found at once`() throws {
    var foreign = try ForeignFile(from: .end, place: "/dev/shm")
    foreign.file.append("1\n")
    foreign.file.truncate(to: 1 << 40)
    foreign.poll()
    foreign.file.append("2\n")
    foreign.poll()
    #expect(foreign.lines == ["2"])
  }

  @Test(arguments: [10, 5000, 1 << 20], [false, true])
  func `A line that is too long is cut`(maximum: Int, isPolledBetween: Bool) throws {
    var foreign = try ForeignFile(maximumLine: maximum)
    let long = String(repeating: "x", count: 3 * maximum)
    foreign.file.append("1\n" + long)
    if isPolledBetween { foreign.poll() }
    foreign.file.append("y\n" + String(repeating: "z", count: maximum) + "\n" + long + "\n2\n" + long)
    foreign.poll()
    if isPolledBetween { foreign.restart() }
    foreign.file.rename()
    foreign.file.reopen()
    foreign.file.append("3\n")
    foreign.poll()
    let cut = String(long.prefix(maximum))
    #expect(foreign.lines == ["1", cut, String(repeating: "z", count: maximum), cut, "2", cut, "3"])
    #expect(foreign.cut == 3)
  }

  @Test func `The indices of cut lines are those of the batch`() {
    var lines = RotatedLines(bytes: Array("1\n22222\n333\n4444\n".utf8), position: .beginning(after: 0))
    lines.cut(to: 3, isFirstCut: true)
    #expect(lines.cut == [0, 1, 3])
    #expect(lines.bytes == Array("1\n222\n333\n444\n".utf8))
  }

  @Test func `Of a compressed file only so much is read`() throws {
    var foreign = try ForeignFile()
    foreign.options.compressedLimit = 20_000
    foreign.restart()
    foreign.saved = .beginning(after: .min)
    foreign.restart()
    foreign.file.append((0..<10_000).map { "line \($0)\n" }.joined())
    foreign.file.rename()
    foreign.file.compress(".1")
    foreign.file.remove(".1")
    foreign.file.reopen()
    foreign.file.append("end\n")
    foreign.poll()
    #expect(foreign.losses.map(\.cause) == [.tooLong])
    #expect((1500..<2500).contains(foreign.lines.count) && foreign.lines.last == "end")
  }

  @Test func `Only so many siblings are looked at, which is reported once`() throws {
    var foreign = try ForeignFile()
    for number in 0..<ForeignDirectory.nameLimit + 10 { RotatingFile.make(foreign.path(".x\(number)"), []) }
    foreign.file.append("1\n")
    foreign.poll()
    foreign.file.append("2\n")
    foreign.poll()
    #expect(foreign.lines == ["1", "2"] && foreign.losses.map(\.cause) == [.tooManySiblings])
    #expect(foreign.reader.hasReportedTooManySiblings == true)
    foreign.restart()
    foreign.reader.hasReportedTooManySiblings = true
    foreign.poll()
    #expect(foreign.losses.count == 1)
  }

  /// Counts how often a directory is listed.
  private final class CountingDirectory: FileDirectory {
    let directory: ForeignDirectory
    let lists = Mutex(0)

    init(_ path: String) throws { directory = try ForeignDirectory(path) }

    func names(withPrefix prefix: String) -> FileNames {
      lists.withLock { $0 += 1 }
      return directory.names(withPrefix: prefix)
    }
    func file(_ name: String) throws(ForeignFileFault) -> OpenFile { try directory.file(name) }
    func status(of name: String) -> FileStatus? { directory.status(of: name) }
    var status: FileStatus? { directory.status }
    var count: Int { lists.withLock { $0 } }
  }

  @Test(arguments: ["missing", "refused", "empty", "read", "left"])
  func `A directory where nothing happens is not listed again and again`(state: String) throws {
    var foreign = try ForeignFile(grace: 1_000_000_000, pause: 3_600_000_000_000) {
      try CountingDirectory($0)
    }
    let directory = try #require(foreign.directory as? CountingDirectory)
    switch state {
    case "refused": RotatingFile.makePipe(foreign.file.path)
    case "empty": foreign.file.reopen()
    case "read", "left": foreign.file.append("1\n")
    default: break
    }
    foreign.poll()
    if state == "left" { foreign.file.delete() }
    foreign.poll()
    let count = directory.count
    for _ in 0..<100 { foreign.poll() }
    #expect(directory.count == count)
    // What happens there is noticed at once.
    RotatingFile.awaitTick()
    if state == "refused" { unlink(foreign.file.path) }
    foreign.file.reopen()
    foreign.file.append("2\n")
    foreign.clock.advance(seconds: 20)
    foreign.poll()
    foreign.clock.advance(seconds: 3601)
    foreign.poll()
    #expect(foreign.lines.last == "2")
  }

  @Test func `A position is coded in few bytes`() throws {
    var foreign = try ForeignFile()
    foreign.file.append((0..<1000).map { "line \($0)\n" }.joined())
    foreign.poll()
    let bytes = foreign.saved.bytes
    #expect(bytes.count <= 140)
    #expect(RotatedFilePosition(bytes: bytes) == foreign.saved)
    #expect(
      RotatedFilePosition(bytes: RotatedFilePosition.beginning(after: -1).bytes) == .beginning(after: -1)
    )
    for count in bytes.indices { #expect(RotatedFilePosition(bytes: bytes[..<count]) == nil) }
    #expect(RotatedFilePosition(bytes: bytes + [0]) == nil)
    #expect(RotatedFilePosition(bytes: [2] + bytes.dropFirst()) == nil)
    let text = try JSONEncoder().encode(RotatedFilePosition.beginning(after: 0))
    #expect(!String(decoding: text, as: UTF8.self).contains("head"))
  }
}
