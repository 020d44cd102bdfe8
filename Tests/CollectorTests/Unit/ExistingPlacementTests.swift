import Basics
import DockerEngine
import Testing

@testable import Collector

struct ExistingPlacementTests {
  /// A place, as the number of lines before it.
  enum Place: Hashable {
    /// Nothing else needs to be said.
    case clear(Int)
    /// Lines are missing from the log, or may be.
    case unclear(Int)

    var count: Int {
      switch self {
      case .clear(let count), .unclear(let count): count
      }
    }
  }

  /// When logs were last written to, in nanoseconds; the first line is stamped with 1, the next with 2.
  private static let modified: Int64 = 1_000_000

  private static func digests(_ lines: some Sequence<Character>) -> [LineDigest] {
    lines.compactMap { line in Array("line \(line)".utf8).withUnsafeBytes { ExistingLine.digest(of: $0) } }
  }

  /// Where the lines of a container are found to go on; each letter is one.
  private static func finding(
    _ lines: some Sequence<Character>,
    in log: ExistingLog,
    from start: Int64 = 1
  ) -> ExistingPlacement.Finding {
    var placement = ExistingPlacement(in: log)
    let messages = lines.enumerated().map { ("line \($0.element)\n", start + Int64($0.offset)) }
    ContainerLog(messages).forEachLine { placement.take($0) }
    return placement.finish()
  }

  private static func place(_ finding: ExistingPlacement.Finding) -> Place {
    switch finding {
    case .empty, .nothing: .clear(0)
    case .firstMissing, .tooMany: .unclear(0)
    case .line(let cursor): .clear(Int(cursor.timestamp.nanoseconds))
    case .lineBeforeMissing(let cursor): .unclear(Int(cursor.timestamp.nanoseconds))
    }
  }

  private static func place(_ lines: String, in log: String, isWhole: Bool) -> Place {
    place(finding(lines, in: ExistingLog(digests(log), isWhole: isWhole, modified: modified)))
  }

  @Test(
    arguments: [
      // The beginning of its lines is there, in the order of the log or interleaved with others, once or again and again.
      ("abcde", "abc", .clear(3)), ("abcde", "xaybzc", .clear(3)), ("abcde", "ababcabcd", .clear(4)),
      ("abcde", "abcde", .clear(5)), ("abcde", "abcdeab", .clear(5)), ("abc", "xyz", .clear(0)),
      ("", "abc", .clear(0)),
      // Equal lines count as often as they are there.
      ("aaaaaab", "aaaa", .clear(4)), ("aaab", "aaa", .clear(3)), ("hahbhchd", "hahbh", .clear(5)),
      // A copy of an old line behind what is missing hides nothing.
      ("abcEc", "abc", .clear(3)), ("abcEabc", "abc", .clear(3)), ("abcEabcF", "abcabc", .clear(3)),
      ("abcc", "abc", .clear(3)),
      // A line of another container's does neither.
      ("abcEz", "abcz", .unclear(3)), ("Ezabc", "abcz", .unclear(0)),
      // What is missing in the middle is written with all that follows.
      ("abUcd", "abcd", .unclear(2)), ("Uabcd", "abcd", .unclear(0)),
    ] as [(String, String, Place)]
  )
  func `Of a log that is all there, the place is before the first line that is missing`(
    lines: String,
    log: String,
    place: Place
  ) {
    #expect(Self.place(lines, in: log, isWhole: true) == place)
  }

  @Test(
    arguments: [
      // Its first lines stand before the end of the log.
      ("abcdefg", "cde", .clear(5)), ("abcdefg", "xcydze", .clear(5)), ("abcdefg", "abcde", .clear(5)),
      // Some come again and again.
      ("hahbhchdhE", "chdh", .clear(8)), ("hahbhchdhE", "hchdh", .clear(9)),
      // A copy hides nothing here either, of one line or of all.
      ("abcdEd", "cd", .clear(4)), ("abcdEcd", "cd", .clear(4)), ("abcdEcdFcd", "cd", .clear(4)),
      // A line of another container's, and what is missing in the middle.
      ("abcdEz", "cdz", .unclear(4)), ("abcUdef", "cdef", .unclear(3)), ("abc", "xyz", .clear(0)),
      // It was begun again and did not get to its end.
      ("abcdefG", "defabcdef", .clear(6)), ("abcdefG", "cdefab", .clear(6)),
      ("abcdefG", "efab", .unclear(2)),
    ] as [(String, String, Place)]
  )
  func `Of the end of a log, the place is the first one that has all`(
    lines: String,
    log: String,
    place: Place
  ) {
    #expect(Self.place(lines, in: log, isWhole: false) == place)
  }

  @Test(arguments: [true, false])
  func `A line that was printed after the log was written is not in it`(isWhole: Bool) {
    let log = ExistingLog(Self.digests("abcz"), isWhole: isWhole, modified: 0)
    let end = log.end.nanoseconds
    #expect(Self.place(Self.finding("abc", in: log, from: end - 1)) == .clear(Int(end)))
    #expect(Self.place(Self.finding("az", in: log, from: end)) == .clear(Int(end)))
    // Here the clocks have nothing to do with each other.
    #expect(Self.place(Self.finding("abcE", in: log, from: end + 1)) == .clear(Int(end) + 3))
  }

  @Test func `An empty line changes nothing`() {
    let log = ExistingLog(Self.digests("ab"), isWhole: true, modified: Self.modified)
    var placement = ExistingPlacement(in: log)
    ContainerLog([("\n", 1), ("line a\n", 2), (" \n", 3), ("line b\r\n", 4), ("\n", 5)]).forEachLine {
      placement.take($0)
    }
    #expect(placement.finish() == .line(ContainerLog.cursor(.init("line b\r", 4))))
  }

  @Test func `Where nothing more can be remembered, a container is read from its beginning`() {
    let log = ExistingLog(Self.digests("abc"), isWhole: true, modified: Self.modified)
    while log.takeMark() {}
    log.giveBackMarks(2)
    #expect(Self.finding("abc", in: log) == .tooMany)
    // What the first one remembered is free again.
    #expect(Self.place(Self.finding("abE", in: log)) == .clear(2))
    #expect(Self.finding("abc", in: log) == .tooMany)
  }

  // MARK: - All small cases

  /// All texts of some letters that are no longer than `count`.
  private static func texts(of letters: String, upTo count: Int) -> [[Character]] {
    var all: [[Character]] = [[]]
    var last = all
    for _ in 0..<count {
      last = last.flatMap { text in letters.map { text + [$0] } }
      all += last
    }
    return all
  }

  /// The same, straight from the definition.
  private static func oracle(_ lines: [Character], _ log: [Character], isWhole: Bool) -> Place {
    var stretches: [Range<Int>] = []
    for index in lines.indices where log.contains(lines[index]) {
      if let last = stretches.last, last.upperBound == index {
        stretches[stretches.count - 1] = last.lowerBound..<index + 1
      } else {
        stretches.append(index..<index + 1)
      }
    }
    func end(_ stretch: Range<Int>) -> Int {
      func fits(_ end: Int) -> Bool {
        let part = lines[stretch.lowerBound..<end]
        return part.allSatisfy { letter in
          part.count { $0 == letter } <= log.count { $0 == letter }
        }
      }
      return (stretch.lowerBound...stretch.upperBound).last(where: fits) ?? stretch.lowerBound
    }
    guard let first = stretches.first else { return .clear(0) }
    if isWhole, first.lowerBound > 0 { return .unclear(0) }
    let newest = stretches.last { stretch in
      lines[stretch].contains { !lines[..<stretch.lowerBound].contains($0) }
    }
    let unrepeated = stretches.first { stretch in
      lines[stretch].contains { !lines[stretch.upperBound...].contains($0) }
    }
    guard let newest, let unrepeated else { return .clear(0) }
    let chosen = isWhole ? first : newest.lowerBound < unrepeated.lowerBound ? newest : unrepeated
    let place = end(chosen)
    let hasNew = lines[place..<chosen.upperBound].contains { !lines[..<place].contains($0) }
    return chosen.lowerBound < newest.lowerBound || hasNew ? .unclear(place) : .clear(place)
  }

  @Test(arguments: [true, false])
  func `It is as defined for all short containers and logs`(isWhole: Bool) {
    let containers = Self.texts(of: "abc", upTo: 5)
    for log in Self.texts(of: "abx", upTo: 4) where log == log.sorted() && !log.isEmpty {
      let existing = ExistingLog(Self.digests(log), isWhole: isWhole, modified: Self.modified)
      for lines in containers {
        let place = Self.place(Self.finding(lines, in: existing))
        if place != Self.oracle(lines, log, isWhole: isWhole) {
          Issue.record("\(String(lines)) in \(String(log)): \(place)")
        }
      }
    }
  }

  /// How another collector wrote a container's lines: one time after another from the beginning, each time so many.
  private static let passes = [[3], [5], [2, 4], [4, 2], [1, 1, 3], [3, 5, 1], [0]]

  @Test(arguments: passes)
  func `Whatever was written and rotated away, no line is lost`(passes: [Int]) {
    for lines in Self.texts(of: "abc", upTo: 5) where lines.count >= passes.max() ?? 0 {
      let written = passes.flatMap { lines[..<$0] }
      for start in 0...written.count {
        let log = ExistingLog(Self.digests(written[start...]), isWhole: start == 0, modified: Self.modified)
        let place = Self.place(Self.finding(lines, in: log))
        let result = written + lines[place.count...]
        for letter in Set(lines)
        where result.count(where: { $0 == letter }) < lines.count(where: { $0 == letter }) {
          Issue.record("\(String(lines)), \(String(written[start...])): \(letter) is lost behind \(place)")
        }
      }
    }
  }

  @Test func `Lines that differ are found exactly, wherever the end of the log begins`() {
    let lines = Array("abcdefgh")
    for count in 1...lines.count {
      for start in 0..<count {
        for isWhole in [start == 0, false] {
          let log = ExistingLog(
            Self.digests(lines[start..<count]),
            isWhole: isWhole,
            modified: Self.modified
          )
          #expect(Self.place(Self.finding(lines, in: log)) == .clear(count))
        }
      }
    }
  }
}
