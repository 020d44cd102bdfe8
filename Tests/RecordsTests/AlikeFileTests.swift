import Foundation
import RecordTestSupport
import Testing
import TestSupport

/// Files that are too short to be told from each other by what is in them.
struct AlikeFileTests {
  private let directory: ScratchDirectory
  private var path: String { directory.file("decoy.json") }

  init() throws { directory = try ScratchDirectory() }

  /// Makes a file that was last changed so many seconds ago.
  private func make(_ suffix: String, _ text: String, age: Double) throws {
    RotatingFile.make(path + suffix, Array(text.utf8))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -age)],
      ofItemAtPath: path + suffix
    )
  }

  @Test func `An older one is not taken for the one that was read, and is compressed now`() throws {
    try make("-20261101", "same\n", age: 40)
    try make("-20261102", "1\n", age: 30)
    try make("", "same\n", age: 20)
    var harness = ReaderHarness(path)
    harness.poll()
    try #require(harness.lines == ["same", "1", "same"])
    let rotated = path + "-20261103"
    try FileManager.default.moveItem(atPath: path, toPath: rotated)
    try ChildProcess.run(["gzip", rotated])
    try make("", "2\n", age: 10)
    harness.restart()
    harness.poll()
    #expect(harness.lines == ["same", "1", "same", "2"])
    #expect(harness.losses.isEmpty)
  }
}
