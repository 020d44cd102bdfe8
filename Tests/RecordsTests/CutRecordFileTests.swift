import RecordTestSupport
import Testing
import TestSupport

/// A record file that lost its end, as on a volume that goes back to an earlier state. The collector writes again what was
/// lost.
struct CutRecordFileTests {
  private static let length = 400

  private let directory: ScratchDirectory
  private let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decoy.json")
  }

  /// Lines of ``length`` bytes.
  private static func padded(_ numbers: Range<Int>) -> String {
    numbers.map { "\($0)" + String(repeating: " ", count: length - 1 - "\($0)".utf8.count) + "\n" }.joined()
  }

  /// The numbers of padded lines among others.
  private static func numbers(_ lines: [String]) -> [Int] {
    lines.filter { $0.utf8.count == length - 1 }.compactMap { Int($0.prefix { $0 != " " }) }
  }

  @Test(
    arguments: [(100, 0, 0), (100, 99, 0), (100, 50, 100), (40_000, 39_990, 100), (40_000, 30_000, 0)],
    [false, true]
  )
  func `It is read on from where it was cut off`(
    lines: (all: Int, left: Int, half: Int),
    isRestarted: Bool
  ) {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append(Self.padded(0..<lines.all))
    harness.poll()
    file.truncate(to: lines.left * Self.length + lines.half)
    if isRestarted { harness.restart() }
    file.append((lines.half > 0 ? "\n" : "") + Self.padded(lines.left..<lines.all + 2))
    harness.poll()
    #expect(Self.numbers(harness.lines) == Array(0..<lines.all + 2))
    #expect(harness.losses.isEmpty)
  }

  @Test(
    arguments: [
      "xyxz", "xxxx", "xyxyxz", "xyzx", String(repeating: "x", count: 300),
    ].flatMap { letters in [1, 2, 3, letters.count / 2].map { (letters, $0) } },
    [false, true]
  )
  func `Lines that are alike come as often as they were written`(
    kept: (letters: String, lines: Int),
    isRestarted: Bool
  ) {
    let lines = kept.letters.map { "\($0)\n" }
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append(lines.joined())
    harness.poll()
    file.truncate(to: 2 * kept.lines)
    if isRestarted { harness.restart() } else { harness.poll() }
    file.append(lines[kept.lines...].joined() + "new\n")
    harness.poll()
    #expect(harness.lines == kept.letters.map { "\($0)" } + ["new"])
  }

  @Test func `Nothing comes twice behind 64 MiB either`() {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    let (all, left) = (180_000, 179_000)
    file.append(Self.padded(0..<all))
    harness.poll()
    file.truncate(to: left * Self.length)
    harness.poll()
    file.append(Self.padded(left..<all + 1))
    harness.poll()
    #expect(harness.lines.count == all + 1 && harness.repeated == all - left)
  }

  /// Lines that nobody has read, before or among lines that were delivered.
  @Test(arguments: [[100..<101, 90..<100], [0..<50, 100..<130, 50..<100]])
  func `No line is passed over that nobody has read`(written: [Range<Int>]) {
    var file = RotatingFile(path)
    var harness = ReaderHarness(path)
    file.append(Self.padded(0..<100))
    harness.poll()
    file.truncate()
    file.append(written.map(Self.padded).joined())
    harness.poll()
    #expect(Set(Self.numbers(harness.lines)) == Set(written.joined()).union(0..<100))
    #expect(Self.numbers(harness.lines).count == Set(Self.numbers(harness.lines)).count)
  }
}
