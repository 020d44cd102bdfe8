import RecordTestSupport
import Testing

@testable import RotatedFiles

/// Where reading begins, and what a line is.
struct RecordFileReaderTests {
  private let scene: RecordScene

  init() throws { scene = try RecordScene() }

  // MARK: - Where it begins

  @Test func `From the beginning the oldest file comes first`() {
    scene.make(".10", "1\n")
    scene.make(".2", "2\n")
    scene.make(".1", "3\n")
    scene.make("", "4\n")
    #expect(scene.lines(from: .beginning) == ["1", "2", "3", "4"])
  }

  @Test func `Dates order files as well`() {
    scene.make("-20261124", "2\n")
    scene.make("-20261123-1764", "1\n")
    scene.make("", "3\n")
    #expect(scene.lines(from: .beginning) == ["1", "2", "3"])
  }

  @Test(arguments: [".bak", "~", ".1.xz", ".swp", ".123456.old", "x", ".", "-", ".gz"])
  func `A file whose name no rotation makes is none of them`(suffix: String) {
    scene.make(suffix, "other\n")
    scene.make("", "1\n")
    #expect(scene.lines(from: .beginning) == ["1"])
  }

  @Test(arguments: [
    (0, []), (1, ["5"]), (3, ["3", "4", "5"]), (5, ["1", "2", "3", "4", "5"]),
    (9, ["1", "2", "3", "4", "5"]),
  ])
  func `The last lines may be in several files, compressed ones too`(count: Int, expected: [String]) {
    let file = RotatingFile(scene.path)
    scene.make(".2", "1\n2\n")
    file.compress(".2")
    file.remove(".2")
    scene.make(".1", "3\n4\n")
    scene.make("", "5\n")
    #expect(scene.lines(from: .last(count)) == expected)
  }

  @Test func `From the end the line that is being written is new`() {
    scene.make("", "1\n2")
    var harness = ReaderHarness(scene.path, from: .end)
    harness.poll()
    var file = RotatingFile(scene.path)
    file.append("3\n")
    harness.poll()
    #expect(harness.lines == ["23"])
  }

  @Test func `From the end of nothing all is new, also after a restart`() {
    RotatingFile.awaitTick()
    var harness = ReaderHarness(scene.path, from: .end)
    harness.poll()
    harness.saved = harness.reader.position
    scene.make(".1", "1\n")
    scene.make("", "2\n")
    harness.restart()
    harness.poll()
    #expect(harness.lines == ["1", "2"])
  }

  // MARK: - Lines

  @Test func `A line is delivered when it has its end`() {
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
    file.append("1\n2")
    harness.poll()
    #expect(harness.lines == ["1"])
    file.append("2\n")
    harness.poll()
    #expect(harness.lines == ["1", "22"])
  }

  @Test func `An unfinished line is complete once its file was rotated away`() {
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
    file.append("1\nhalf")
    harness.poll()
    file.rename()
    harness.poll()
    #expect(harness.lines == ["1"])
    file.reopen()
    file.append("2\n")
    harness.poll()
    #expect(harness.lines == ["1", "half", "2"])
  }

  @Test(arguments: [0, 1, 1 << 20, 5 << 20])
  func `A line that is too long is left out, and counted`(excess: Int) {
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
    file.append("1\n")
    file.append(String(repeating: "x", count: RotatedFileReader.maximumLine + excess) + "\n")
    file.append("2\n")
    harness.poll()
    #expect(harness.tooLong == (excess == 0 ? 0 : 1))
    #expect(harness.lines.count == (excess == 0 ? 3 : 2))
    #expect(harness.lines.last == "2")
    // And it can be gone on from there.
    harness.restart()
    file.append("3\n")
    harness.poll()
    #expect(harness.lines.last == "3")
    #expect(harness.losses.isEmpty)
  }

  @Test func `A line that is too long and has no end is left out when its file is rotated away`() {
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
    file.append("1\n" + String(repeating: "x", count: RotatedFileReader.maximumLine + 1))
    harness.poll()
    file.rename()
    file.reopen()
    file.append("2\n")
    harness.poll()
    #expect(harness.lines == ["1", "2"])
    #expect(harness.tooLong == 1)
  }

  @Test func `Batches are bounded`() {
    var file = RotatingFile(scene.path)
    for number in 0..<5000 { file.append("\(number) \(String(repeating: "x", count: 1000))\n") }
    var reader = RotatedFileReader(scene.path, from: .beginning)
    var count = 0
    while case .lines(let lines) = reader.next() {
      #expect(lines.bytes.count <= RotatedFileReader.batchSize + 1100)
      lines.forEach { _ in count += 1 }
    }
    #expect(count == 5000)
  }
}
