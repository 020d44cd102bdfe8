import Files
import Glibc
import RecordTestSupport
import Testing
import TestSupport

@testable import RotatedFiles

/// Each line of a honeypot's file comes once, whatever rotates the file.
struct ForeignRotationTests {
  enum Rotation: CaseIterable {
    /// As Cowrie does at midnight, or logrotate.
    case renamed, dated, datedAndCompressed, renamedAndCreatedLater
    /// As T-Pot does daily.
    case copiedAndTruncated, copiedTruncatedAndCompressed, copiedWithDate
    /// Numbered behind a hyphen, upwards.
    case copiedWithHyphen, copiedWithHyphenAndCompressed, copiedWithHyphenThrice
    case deletedAndCreated
    /// While nobody looks.
    case renamedThrice, copiedThrice, copiedAndCompressedThrice
  }

  enum Follower: CaseIterable { case live, restarted, restartedTwice }

  private static func text(_ numbers: Range<Int>) -> String {
    numbers.map { "{\"eventid\":\"cowrie.session.connect\",\"n\":\($0)}\n" }.joined()
  }

  private static func lines(_ numbers: Range<Int>) -> [String] {
    text(numbers).split(separator: "\n").map(String.init)
  }

  /// Rotates, and writes numbers from `first` on. Returns the number after the last one.
  private static func rotate(_ foreign: inout ForeignFile, _ rotation: Rotation, first: Int) -> Int {
    RotatingFile.awaitTick()
    var next = first
    func write() {
      foreign.file.append(text(next..<next + 10))
      next += 10
    }
    func copy(compresses: Bool) {
      foreign.file.shift()
      foreign.file.copy(to: ".1")
      foreign.file.truncate()
      if compresses {
        foreign.file.compress(".1")
        foreign.file.remove(".1")
      }
    }
    func copyWithHyphen(_ number: Int, compresses: Bool) {
      foreign.file.copy(to: "-\(number)")
      foreign.file.truncate()
      guard compresses else { return }
      foreign.file.compress("-\(number)")
      foreign.file.remove("-\(number)")
    }
    switch rotation {
    case .renamed:
      foreign.file.rename()
      foreign.file.reopen()
    case .dated:
      rename(foreign.file.path, foreign.path(".2026-11-29"))
      foreign.file.reopen()
    case .datedAndCompressed:
      rename(foreign.file.path, foreign.path("-20261129"))
      foreign.file.reopen()
      foreign.file.compress("-20261129")
      foreign.file.remove("-20261129")
    case .renamedAndCreatedLater:
      foreign.file.rename()
      foreign.poll()
      foreign.file.reopen()
    case .copiedAndTruncated: copy(compresses: false)
    case .copiedTruncatedAndCompressed: copy(compresses: true)
    case .copiedWithDate:
      foreign.file.copy(to: "-20261129")
      foreign.file.truncate()
    case .copiedWithHyphen, .copiedWithHyphenAndCompressed:
      copyWithHyphen(first, compresses: rotation != .copiedWithHyphen)
    case .copiedWithHyphenThrice:
      for _ in 0..<3 {
        copyWithHyphen(next, compresses: true)
        write()
        RotatingFile.awaitTick()
      }
    case .deletedAndCreated:
      foreign.file.delete()
      foreign.file.reopen()
    case .renamedThrice:
      for _ in 0..<3 {
        foreign.file.rename()
        foreign.file.reopen()
        write()
        RotatingFile.awaitTick()
      }
    case .copiedThrice, .copiedAndCompressedThrice:
      for _ in 0..<3 {
        copy(compresses: rotation == .copiedAndCompressedThrice)
        write()
        RotatingFile.awaitTick()
      }
    }
    write()
    return next
  }

  @Test(arguments: Rotation.allCases, Follower.allCases)
  func `Each line comes once`(rotation: Rotation, follower: Follower) throws {
    for count in [3, 40, 1000] {
      var foreign = try ForeignFile()
      foreign.file.append(Self.text(0..<count))
      foreign.poll()
      // Who was not there can't read what was written to a file that is deleted.
      let unread = rotation == .deletedAndCreated && follower != .live ? 0 : 10
      foreign.file.append(Self.text(count..<count + unread))
      let next = Self.rotate(&foreign, rotation, first: count + unread)
      if follower != .live { foreign.restart() }
      if follower == .restartedTwice {
        foreign.poll(most: 1)
        foreign.restart()
      }
      foreign.poll()
      #expect(foreign.lines == Self.lines(0..<next))
      let isGone = rotation == .deletedAndCreated && follower != .live
      #expect(foreign.losses.map(\.cause) == (isGone ? [.gone] : []))
      foreign.file.append(Self.text(next..<next + 1))
      foreign.poll()
      #expect(foreign.lines == Self.lines(0..<next + 1))
    }
  }

  @Test(arguments: [(10, false), (10, true), (2000, false), (2000, true)], Follower.allCases)
  func `What was read before a truncation is not read again from a copy that lacks its end`(
    file: (count: Int, isCompressed: Bool),
    follower: Follower
  ) throws {
    let (count, isCompressed) = file
    var foreign = try ForeignFile()
    foreign.file.append(Self.text(0..<count))
    foreign.poll()
    RotatingFile.awaitTick()
    foreign.file.copy(to: ".1")
    foreign.file.append(Self.text(count..<count + 5))
    foreign.poll()
    foreign.file.truncate()
    if isCompressed {
      foreign.file.compress(".1")
      foreign.file.remove(".1")
    }
    if follower == .restartedTwice { foreign.restart() }
    foreign.poll()
    if follower != .live { foreign.restart() }
    RotatingFile.awaitTick()
    foreign.file.append(Self.text(count + 5..<2 * count + 20))
    foreign.poll()
    #expect(foreign.lines == Self.lines(0..<2 * count + 20))
    #expect(foreign.losses.isEmpty)
  }

  @Test(arguments: [false, true])
  func `A file that was truncated and has grown beyond the place is noticed`(isRestarted: Bool) throws {
    var foreign = try ForeignFile()
    foreign.file.append(Self.text(0..<10))
    foreign.poll()
    RotatingFile.awaitTick()
    foreign.file.truncate()
    foreign.file.append(Self.text(100..<150))
    if isRestarted { foreign.restart() }
    foreign.poll()
    #expect(foreign.lines == Self.lines(0..<10) + Self.lines(100..<150))
    #expect(foreign.losses.map(\.cause) == [.truncated])
  }

  @Test(arguments: [false, true])
  func `Of a file whose end was cut off nothing comes again`(isRestarted: Bool) throws {
    var foreign = try ForeignFile()
    foreign.file.append(Self.text(0..<1000))
    foreign.poll()
    foreign.file.truncate(to: Self.text(0..<500).utf8.count)
    if isRestarted { foreign.restart() }
    foreign.poll()
    foreign.file.append(Self.text(1000..<1010))
    foreign.poll()
    #expect(foreign.lines == Self.lines(0..<1010))
    #expect(foreign.losses.map(\.cause) == [.truncated])
  }

  @Test func `A line that equals an earlier one comes too, also after a truncation`() throws {
    var foreign = try ForeignFile()
    foreign.file.append("same line of a honeypot\nsame line of a honeypot\n")
    foreign.poll()
    foreign.file.copy(to: ".1")
    foreign.file.append("same line of a honeypot\n")
    foreign.poll()
    foreign.file.truncate()
    foreign.poll()
    foreign.file.append("same line of a honeypot\nsame line of a honeypot\n")
    foreign.poll()
    #expect(foreign.lines.count == 5 && foreign.losses.isEmpty)
  }

  @Test(arguments: Rotation.allCases.filter { $0 != .deletedAndCreated }, [false, true])
  func `A last line without an end comes when its file is left`(rotation: Rotation, isRestarted: Bool) throws
  {
    var foreign = try ForeignFile()
    foreign.file.append(Self.text(0..<10))
    foreign.poll()
    foreign.file.append("unended")
    let next = Self.rotate(&foreign, rotation, first: 10)
    if isRestarted { foreign.restart() }
    foreign.poll()
    #expect(foreign.lines == Self.lines(0..<10) + ["unended"] + Self.lines(10..<next))
    #expect(foreign.losses.isEmpty)
  }

  @Test func `An unended line that no copy has is a loss`() throws {
    var foreign = try ForeignFile()
    foreign.file.append(Self.text(0..<10))
    foreign.file.copy(to: ".1")
    foreign.file.append("unended")
    foreign.poll()
    foreign.file.truncate()
    foreign.poll()
    foreign.file.append(Self.text(10..<20))
    foreign.poll()
    #expect(foreign.lines == Self.lines(0..<20))
    #expect(foreign.losses.map(\.cause) == [.truncated] && foreign.losses.first?.knownBytes == 7)
  }

  @Test func `A batch begins a file, and is no larger than asked for`() throws {
    var foreign = try ForeignFile()
    foreign.file.append(Self.text(0..<1000))
    guard case .lines(let first) = foreign.reader.next(upTo: 8192),
      case .lines(let second) = foreign.reader.next(upTo: 8192)
    else {
      Issue.record("no lines")
      return
    }
    #expect(first.startsFile && !second.startsFile)
    foreign.reader = RotatedFileReader(
      "cowrie.json",
      in: foreign.directory,
      from: .beginning,
      options: foreign.options
    )
    foreign.poll(upTo: 8192)
    #expect(foreign.lines == Self.lines(0..<1000) && foreign.largestBatch <= 8192)
  }

  /// Copies, renames, deletions and restarts in any order.
  @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7].map { $0 * 1000 })
  func `Each line comes once through random rotations and restarts`(seed: Int) throws {
    for seed in seed..<seed + LongTests.count(short: 2, whole: 12) { try Self.run(seed: UInt64(seed)) }
  }

  private static func run(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var foreign = try ForeignFile()
    var written = 0
    var steps: [String] = []
    func write(_ count: Int) {
      foreign.file.append(text(written..<written + count))
      written += count
    }
    write(1 + random.below(5))
    foreign.poll()
    for _ in 0..<40 {
      let step = random.below(10)
      steps.append("\(step)[\(written) \(foreign.lines.count) \(foreign.losses.count)]")
      if step >= 4 { RotatingFile.awaitTick() }
      switch step {
      case 0, 1: write(random.below(200))
      case 2: foreign.poll(most: 1 + random.below(3), upTo: 4096 << random.below(4))
      case 3: foreign.restart()
      case 4:
        foreign.file.rename()
        // The writer finishes with the old file first.
        if random.isOneIn(2) { write(random.below(5)) }
        foreign.file.reopen()
        write(1)
      case 5:
        // Copied completely, and what was read before the truncation besides.
        foreign.file.shift()
        foreign.file.copy(to: ".1")
        if random.isOneIn(2) {
          write(1 + random.below(5))
          foreign.poll()
        }
        foreign.file.truncate()
        if random.isOneIn(2) { foreign.poll(most: 2) }
        RotatingFile.awaitTick()
        write(1 + random.below(50))
      case 6:
        foreign.poll()
        foreign.file.delete()
        if random.isOneIn(2) { write(random.below(3)) }
        foreign.poll()
        foreign.file.reopen()
        write(1)
        foreign.poll()
      case 7:
        let name = ".\(1 + random.below(4))"
        if !RotatingFile.read(foreign.path(name)).isEmpty {
          foreign.file.compress(name)
          if random.isOneIn(2) { foreign.poll(most: 2) }
          foreign.file.remove(name)
        }
      default: foreign.poll()
      }
    }
    write(1)
    foreign.poll()
    let isSame = foreign.lines == lines(0..<written) && foreign.losses.isEmpty
    #expect(isSame, "seed \(seed), \(foreign.losses.map(\.cause)): \(steps.joined(separator: "; "))")
  }
}
