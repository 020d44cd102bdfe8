import Foundation
import RecordTestSupport
import Testing
import TestSupport

@testable import RotatedFiles

/// Reading goes on through rotations, and what they take is a loss.
struct RecordFileRotationTests {
  private let scene: RecordScene

  init() throws { scene = try RecordScene() }

  @Test func `The old file is given a while before reading goes on with the new one`() {
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path, grace: 1_000_000_000)
    file.append("1\n")
    harness.poll()
    file.rename()
    scene.make("", "3\n")
    harness.poll()
    file.append("2\n")
    harness.poll()
    #expect(harness.lines == ["1", "2"])
    harness.clock.advance(seconds: 2)
    harness.poll()
    #expect(harness.lines == ["1", "2", "3"])
  }

  @Test func `A file that never rests is left in the end`() {
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path, grace: 3_600_000_000_000)
    file.append("1\n")
    harness.poll()
    file.rename()
    scene.make("", "2\n")
    harness.poll()
    harness.clock.advance(seconds: -3600 * 11)
    harness.poll()
    #expect(harness.lines == ["1", "2"])
  }

  @Test func `The file may be a link`() {
    let target = scene.directory.file("elsewhere")
    RotatingFile.make(target, Array("1\n".utf8))
    RotatingFile.link(scene.path, to: target)
    #expect(scene.lines(from: .beginning) == ["1"])
  }

  @Test(
    arguments: [[3, 2, 1], [1, 2, 3], [8, 9, 10]]
  )
  func `Rotated files come in their order, whichever way they are numbered`(_ numbers: [Int]) {
    for number in numbers {
      scene.make(".\(number)", "\(number)\n")
      RotatingFile.awaitTick()
    }
    scene.make("", "last\n")
    #expect(scene.lines(from: .beginning) == numbers.map { "\($0)" } + ["last"])
  }

  @Test func `A rotated file that was touched later keeps its place`() {
    for (number, line) in [(".3", "1\n"), (".2", "2\n"), (".1", "3\n"), ("", "4\n")] {
      scene.make(number, line)
      RotatingFile.awaitTick()
    }
    RotatingFile.make(scene.path + ".3", Array("1\n".utf8))
    #expect(scene.lines(from: .beginning) == ["1", "2", "3", "4"])
  }

  @Test func `A path that is not a file is waited for`() {
    RotatingFile.makePipe(scene.path)
    RotatingFile.makePipe(scene.path + ".1")
    #expect(scene.lines(from: .beginning) == [])
  }

  /// - Parameter restarts: after how many lines, or a multiple of that, the reader begins again where it was.
  @Test(arguments: [7, 1])
  func `Whatever a writer does meanwhile, each line comes once`(restarts: Int) async {
    let count = 30_000
    await withDiscardingTaskGroup { [scene] group in
      group.addTask {
        var file = RotatingFile(scene.path)
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
        var harness = ReaderHarness(scene.path)
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
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
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
    let files = RotatedFileList.list(scene.path)
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
    scene.make(".1", "")
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
    harness.poll()
    file.append("1\n")
    file.copy(to: ".1")
    file.truncate()
    file.append("2\n")
    harness.poll()
    #expect(harness.lines == ["1", "2"])
    #expect(harness.losses.isEmpty)
  }

  @Test func `An outdated list doesn't decide which file is next`() throws {
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
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
    let moment = try FileManager.default.attributesOfItem(atPath: scene.path + ".2")[.modificationDate]
    for suffix in [".1", ".2"] {
      let attributes: [FileAttributeKey: Any] = [.modificationDate: try #require(moment)]
      try FileManager.default.setAttributes(attributes, ofItemAtPath: scene.path + suffix)
    }
    file.compress(".2")
    file.remove(".2")
    let files = RotatedFileList.list(scene.path)
    file.shift()
    let content = harness.reader.content
    let isFound = harness.reader.nextFile(after: try #require(content), in: files) != nil
    #expect(!isFound)
    harness.poll()
    #expect(harness.lines == ["1", "2", "3"])
    #expect(harness.losses.isEmpty)
  }

  @Test func `A file that was truncated and filled again after it was found is not taken up where it was`() {
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
    file.append("1\n2\n")
    harness.poll()
    let files = RotatedFileList.list(scene.path)
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
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
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
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
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

  @Test func `A missing file is a loss, and reading goes on with the next newer one`() {
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
    scene.make(".1", "0\n")
    file.append("1\n")
    harness.poll()
    RotatingFile.awaitTick()
    file.append("2\n")
    file.delete()
    harness.restart()
    harness.poll()
    #expect(harness.losses.isEmpty)
    scene.make("", "3\n")
    harness.poll()
    #expect(harness.losses.map(\.cause) == [.gone])
    #expect(harness.lines == ["0", "1", "3"])
    harness.restart()
    harness.poll()
    #expect(harness.losses.count == 1)
  }

  @Test func `A truncation without a copy is a loss`() {
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
    file.append("1\n2\n3\n")
    harness.poll()
    file.truncate()
    file.append("4\n")
    harness.poll()
    #expect(harness.losses.map(\.cause) == [.truncated])
    #expect(harness.lines == ["1", "2", "3", "4"])
  }

  @Test func `A truncation is seen also when the file has grown beyond the place again`() {
    var file = RotatingFile(scene.path)
    var harness = ReaderHarness(scene.path)
    file.append("1\n2\n3\n")
    harness.poll()
    file.truncate()
    file.append("4\n5\n6\n7\n8\n")
    harness.poll()
    #expect(harness.lines == ["1", "2", "3", "4", "5", "6", "7", "8"])
  }

  @Test func `A damaged compressed file is a loss`() {
    let file = RotatingFile(scene.path)
    scene.make(".1", (0..<20_000).map { "\($0)\n" }.joined())
    file.compress(".1")
    file.remove(".1")
    RotatingFile.make(scene.path + ".1.gz", RotatingFile.read(scene.path + ".1.gz").dropLast(2000))
    scene.make("", "last\n")
    var harness = ReaderHarness(scene.path)
    harness.poll()
    #expect(harness.losses.map(\.cause) == [.damaged])
    #expect(harness.lines.first == "0")
    #expect(harness.lines.last == "last")
  }

  private static func numbered(_ range: Range<Int>) -> String { range.map { "\($0)\n" }.joined() }

  /// What of the open file and those that follow is there when somebody asks.
  @Test(arguments: [
    ([], 0), (["new"], 2), (["renamed"], 0), (["renamed", "new"], 2), (["renamed", "middle", "new"], 4),
  ])
  func `What is behind is counted whatever was deleted`(names: [String], behind: Int) {
    RotatingFile.make(scene.path, Array("1\n".utf8))
    var harness = ReaderHarness(scene.path)
    harness.poll()
    if names.contains("renamed") {
      #expect(rename(scene.path, scene.path + ".2") == 0)
    } else {
      #expect(unlink(scene.path) == 0)
    }
    if names.contains("middle") { RotatingFile.make(scene.path + ".1", Array("2\n".utf8)) }
    if names.contains("new") { RotatingFile.make(scene.path, Array("3\n".utf8)) }
    #expect(harness.reader.bytesBehind == behind)
  }
}
