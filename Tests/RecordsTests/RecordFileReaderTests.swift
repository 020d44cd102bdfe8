import Foundation
import RecordTestSupport
import RotatedFiles
import Testing
import TestSupport

@testable import Records

struct RecordFileReaderTests {
  private let directory: ScratchDirectory
  private let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decoy.json")
  }

  // MARK: - Where it begins

  @Test func `From the beginning the oldest file comes first`() {
    make(".10", "1\n")
    make(".2", "2\n")
    make(".1", "3\n")
    make("", "4\n")
    #expect(lines(from: .beginning) == ["1", "2", "3", "4"])
  }

  @Test func `Dates order files as well`() {
    make("-20261124", "2\n")
    make("-20261123-1764", "1\n")
    make("", "3\n")
    #expect(lines(from: .beginning) == ["1", "2", "3"])
  }

  @Test(arguments: [".bak", "~", ".1.xz", ".swp", ".123456.old", "x", ".", "-", ".gz"])
  func `A file whose name no rotation makes is none of them`(suffix: String) {
    make(suffix, "other\n")
    make("", "1\n")
    #expect(lines(from: .beginning) == ["1"])
  }

  @Test(arguments: [
    (0, []), (1, ["5"]), (3, ["3", "4", "5"]), (5, ["1", "2", "3", "4", "5"]),
    (9, ["1", "2", "3", "4", "5"]),
  ])
  func `The last lines may be in several files, compressed ones too`(count: Int, expected: [String]) {
    let file = RotatingFile(path)
    make(".2", "1\n2\n")
    file.compress(".2")
    file.remove(".2")
    make(".1", "3\n4\n")
    make("", "5\n")
    #expect(lines(from: .last(count)) == expected)
  }

  @Test func `From the end the line that is being written is new`() {
    make("", "1\n2")
    var harness = ReaderHarness(path, from: .end)
    harness.poll()
    var file = RotatingFile(path)
    file.append("3\n")
    harness.poll()
    #expect(harness.lines == ["23"])
  }

  @Test func `From the end of nothing all is new, also after a restart`() {
    RotatingFile.awaitTick()
    var harness = ReaderHarness(path, from: .end)
    harness.poll()
    harness.saved = harness.reader.position
    make(".1", "1\n")
    make("", "2\n")
    harness.restart()
    harness.poll()
    #expect(harness.lines == ["1", "2"])
  }

  // MARK: - Lines

  @Test func `A line is delivered when it has its end`() {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append("1\n2")
    harness.poll()
    #expect(harness.lines == ["1"])
    file.append("2\n")
    harness.poll()
    #expect(harness.lines == ["1", "22"])
  }

  @Test func `What nobody finished is a line when the file was rotated away`() {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
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
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append("1\n")
    file.append(String(repeating: "x", count: RecordFileReader.maximumLine + excess) + "\n")
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
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append("1\n" + String(repeating: "x", count: RecordFileReader.maximumLine + 1))
    harness.poll()
    file.rename()
    file.reopen()
    file.append("2\n")
    harness.poll()
    #expect(harness.lines == ["1", "2"])
    #expect(harness.tooLong == 1)
  }

  @Test func `Batches are bounded`() {
    var file = RotatingFile(path)
    for number in 0..<5000 { file.append("\(number) \(String(repeating: "x", count: 1000))\n") }
    var reader = RecordFileReader(path, from: .beginning)
    var count = 0
    while case .lines(let lines) = reader.next() {
      #expect(lines.bytes.count <= RecordFileReader.batchSize + 1100)
      lines.forEach { _ in count += 1 }
    }
    #expect(count == 5000)
  }

  // MARK: - Rotation

  @Test func `The old file is given a while before reading goes on with the new one`() {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path, grace: 1_000_000_000)
    file.append("1\n")
    harness.poll()
    file.rename()
    make("", "3\n")
    harness.poll()
    file.append("2\n")
    harness.poll()
    #expect(harness.lines == ["1", "2"])
    harness.clock.advance(seconds: 2)
    harness.poll()
    #expect(harness.lines == ["1", "2", "3"])
  }

  @Test func `A file that never rests is left in the end`() {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path, grace: 3_600_000_000_000)
    file.append("1\n")
    harness.poll()
    file.rename()
    make("", "2\n")
    harness.poll()
    harness.clock.advance(seconds: -3600 * 11)
    harness.poll()
    #expect(harness.lines == ["1", "2"])
  }

  @Test func `The file may be a link`() {
    let target = directory.file("elsewhere")
    RotatingFile.make(target, Array("1\n".utf8))
    RotatingFile.link(path, to: target)
    #expect(lines(from: .beginning) == ["1"])
  }

  @Test(
    arguments: [[3, 2, 1], [1, 2, 3], [8, 9, 10]]
  )
  func `Rotated files come in their order, whichever way they are numbered`(_ numbers: [Int]) {
    for number in numbers {
      make(".\(number)", "\(number)\n")
      RotatingFile.awaitTick()
    }
    make("", "last\n")
    #expect(lines(from: .beginning) == numbers.map { "\($0)" } + ["last"])
  }

  @Test func `A rotated file that was touched later keeps its place`() {
    for (number, line) in [(".3", "1\n"), (".2", "2\n"), (".1", "3\n"), ("", "4\n")] {
      make(number, line)
      RotatingFile.awaitTick()
    }
    RotatingFile.make(path + ".3", Array("1\n".utf8))
    #expect(lines(from: .beginning) == ["1", "2", "3", "4"])
  }

  @Test func `What is no file is waited out`() {
    RotatingFile.makePipe(path)
    RotatingFile.makePipe(path + ".1")
    #expect(lines(from: .beginning) == [])
  }

  /// - Parameter restarts: after how many lines, or a multiple of that, the reader begins again where it was.
  @Test(arguments: [7, 1])
  func `Whatever a writer does meanwhile, each line comes once`(restarts: Int) async {
    let count = 30_000
    await withDiscardingTaskGroup { [path] group in
      group.addTask {
        var file = RotatingFile(path)
        for number in 0..<count {
          file.append("{\"n\":\(number)}\n")
          guard number % 500 == 499 else { continue }
          switch number / 500 % 3 {
          case 0:
            file.rename()
            file.reopen()
          case 1:
            file.shift()
            file.copy(to: ".1")
            file.truncate()
          default:
            file.compress(".2")
            file.remove(".2")
          }
        }
      }
      group.addTask {
        var harness = ReaderHarness(path)
        let end = ContinuousClock.now + Patience.limit(.seconds(60))
        while harness.lines.count < count, ContinuousClock.now < end {
          harness.poll()
          if harness.lines.count % restarts == 0 { harness.restart() }
        }
        #expect(harness.lines == (0..<count).map { "{\"n\":\($0)}" })
        #expect(harness.losses.isEmpty)
      }
    }
  }

  @Test func `A file that is not the next one stays so when the way back to the one before fails`() throws {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append("1\n")
    harness.poll()
    file.rename()
    file.reopen()
    harness.poll()
    RotatingFile.awaitTick()
    file.append("2\n")
    file.shift()
    file.copy(to: ".1")
    file.truncate()
    file.append("3\n")
    let files = RotatedFileList.list(path)
    let position = harness.reader.position
    let content = harness.reader.content
    let isNext = harness.reader.isNextInOrder(try #require(content))
    #expect(!isNext)
    // The names that were listed lead to other files now.
    file.shift()
    let isTakenUp = harness.reader.open(
      files.ordered[0],
      of: files,
      at: position.offset,
      behind: position.fingerprint
    )
    #expect(!isTakenUp)
    harness.poll()
    #expect(harness.lines == ["1", "2", "3"])
    #expect(harness.losses.isEmpty)
  }

  @Test func `A copy that was passed while it was empty is read when it has lines`() {
    make(".1", "")
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    harness.poll()
    file.append("1\n")
    file.copy(to: ".1")
    file.truncate()
    file.append("2\n")
    harness.poll()
    #expect(harness.lines == ["1", "2"])
    #expect(harness.losses.isEmpty)
  }

  @Test func `A list that holds no longer doesn't tell which file is next`() throws {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append("1\n")
    harness.poll()
    file.rename()
    file.reopen()
    file.append("2\n")
    file.shift()
    file.copy(to: ".1")
    file.truncate()
    file.append("3\n")
    // Both were written in the same moment.
    let moment = try FileManager.default.attributesOfItem(atPath: path + ".2")[.modificationDate]
    for suffix in [".1", ".2"] {
      let attributes: [FileAttributeKey: Any] = [.modificationDate: try #require(moment)]
      try FileManager.default.setAttributes(attributes, ofItemAtPath: path + suffix)
    }
    file.compress(".2")
    file.remove(".2")
    let files = RotatedFileList.list(path)
    file.shift()
    let content = harness.reader.content
    let isFound = harness.reader.nextFile(after: try #require(content), in: files) != nil
    #expect(!isFound)
    harness.poll()
    #expect(harness.lines == ["1", "2", "3"])
    #expect(harness.losses.isEmpty)
  }

  @Test func `A file that was truncated and filled again after it was found is not taken up where it was`() {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append("1\n2\n")
    harness.poll()
    let files = RotatedFileList.list(path)
    file.truncate()
    file.append("3\n4\n5\n")
    let position = harness.reader.position
    let isTakenUp = harness.reader.open(
      files.ordered[0],
      of: files,
      at: position.offset,
      behind: position.fingerprint
    )
    #expect(!isTakenUp)
    harness.poll()
    #expect(harness.lines == ["1", "2", "3", "4", "5"])
    #expect(harness.losses.map(\.cause) == [.truncated])
  }

  @Test(arguments: [0, 1, 511, 513, 10_000], [false, true])
  func `However many lines come between a copy and the truncation, each comes once`(
    count: Int,
    isRestarted: Bool
  ) {
    let (before, between) = (Self.numbered(0..<100), Self.numbered(100..<100 + count))
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append(before)
    harness.poll()
    file.copy(to: ".1")
    file.append(between)
    harness.poll()
    file.truncate()
    if isRestarted { harness.restart() }
    // The collector writes again what the copy doesn't have.
    file.append(between + "last\n")
    harness.poll()
    #expect(harness.lines == (0..<100 + count).map { "\($0)" } + ["last"])
    #expect(harness.losses.isEmpty && harness.repeated == count)
  }

  @Test func `A place that is kept recognizes what it says that it does`() throws {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append(Self.numbered(0..<1000))
    harness.poll()
    file.copy(to: ".1")
    file.append(Self.numbered(1000..<1500))
    harness.poll()
    file.truncate()
    // It is bounded, whatever was read.
    #expect(try JSONEncoder().encode(harness.saved).count < 10_000)
    harness.restart(recalls: false)
    file.append(Self.numbered(1000..<1500) + "last\n")
    harness.poll()
    #expect(harness.lines == (0..<1500).map { "\($0)" } + ["last"])
    #expect(harness.repeated == 500)
  }

  // MARK: - Losses

  @Test func `It is told when the file to go on with is gone, and reading goes on with what is newer`() {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    make(".1", "0\n")
    file.append("1\n")
    harness.poll()
    RotatingFile.awaitTick()
    file.append("2\n")
    file.delete()
    harness.restart()
    harness.poll()
    #expect(harness.losses.isEmpty)
    make("", "3\n")
    harness.poll()
    #expect(harness.losses.map(\.cause) == [.gone])
    #expect(harness.lines == ["0", "1", "3"])
    harness.restart()
    harness.poll()
    #expect(harness.losses.count == 1)
  }

  @Test func `It is told when the file was truncated and no copy is there`() {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append("1\n2\n3\n")
    harness.poll()
    file.truncate()
    file.append("4\n")
    harness.poll()
    #expect(harness.losses.map(\.cause) == [.truncated])
    #expect(harness.lines == ["1", "2", "3", "4"])
  }

  @Test func `A truncation is seen also when the file has grown beyond the place again`() {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append("1\n2\n3\n")
    harness.poll()
    file.truncate()
    file.append("4\n5\n6\n7\n8\n")
    harness.poll()
    #expect(harness.lines == ["1", "2", "3", "4", "5", "6", "7", "8"])
  }

  @Test func `It is told when a compressed file is damaged`() {
    let file = RotatingFile(path)
    make(".1", (0..<20_000).map { "\($0)\n" }.joined())
    file.compress(".1")
    file.remove(".1")
    RotatingFile.make(path + ".1.gz", RotatingFile.read(path + ".1.gz").dropLast(2000))
    make("", "last\n")
    var harness = ReaderHarness(path)
    harness.poll()
    #expect(harness.losses.map(\.cause) == [.damaged])
    #expect(harness.lines.first == "0")
    #expect(harness.lines.last == "last")
  }

  // MARK: - Support

  private static func numbered(_ range: Range<Int>) -> String { range.map { "\($0)\n" }.joined() }

  private func make(_ suffix: String, _ text: String) { RotatingFile.make(path + suffix, Array(text.utf8)) }

  private func lines(from start: RecordFileStart) -> [String] {
    var harness = ReaderHarness(path, from: start)
    harness.poll()
    return harness.lines
  }
}
