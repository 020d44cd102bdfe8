import Glibc
import RecordTestSupport
import Testing
import TestSupport

@testable import RotatedFiles

/// Files can bear any time: of a damaged disk, a clock that was wrong, or somebody's touch(1).
struct ExtremeTimeTests {
  private let directory: ScratchDirectory
  private var path: String { directory.file("decoy.json") }

  init() throws { directory = try ScratchDirectory() }

  /// Before what nanoseconds reach, 1700, 1969, 2300, beyond what file systems have.
  private static let seconds = [Int.min, -8_520_336_000, -1, 10_413_792_000, Int.max]

  private func setTime(_ seconds: Int, of path: String) {
    let time = timespec(tv_sec: seconds, tv_nsec: 999_999_999)
    #expect(utimensat(AT_FDCWD, path, [time, time], 0) == 0)
  }

  @Test(arguments: seconds)
  func `A record file is read through a rotation, whatever time it bears`(seconds: Int) {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path, grace: 1_000_000_000)
    file.append("1\n")
    setTime(seconds, of: path)
    harness.poll()
    file.rename()
    RotatingFile.make(path, Array("2\n".utf8))
    setTime(seconds, of: path + ".1")
    harness.poll()
    harness.clock.advance(seconds: 11)
    harness.poll()
    #expect(harness.lines == ["1", "2"])
    #expect(harness.reader.bytesBehind == 0)
  }

  @Test(arguments: [Int64.min, -1, 0, .max], [Int.min, -1, 0, 2, .max])
  func `A place with any time and offset is one to begin from`(written: Int64, offset: Int) {
    RotatingFile.make(path, Array("1\n2\n".utf8))
    RotatingFile.make(path + ".1", Array("0\n".utf8))
    var position = RotatedFilePosition.beginning(after: written)
    position.offset = offset
    position.inode = 1
    position.fingerprint = "0"
    var harness = ReaderHarness(path, from: .position(position))
    _ = harness.reader.bytesBehind
    harness.poll(most: 10)
    #expect(harness.lines.allSatisfy { ["0", "1", "2"].contains($0) })
  }
}
