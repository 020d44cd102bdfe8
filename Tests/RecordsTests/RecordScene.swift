import RecordTestSupport
import TestSupport

@testable import RotatedFiles

/// A record file and its rotated ones, in a directory of their own.
struct RecordScene {
  let directory: ScratchDirectory
  let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decoy.json")
  }

  func make(_ suffix: String, _ text: String) { RotatingFile.make(path + suffix, Array(text.utf8)) }

  /// The lines that are there.
  func lines(from start: RotatedFileStart) -> [String] {
    var harness = ReaderHarness(path, from: start)
    harness.poll()
    return harness.lines
  }
}
