import Testing
import TestSupport

@testable import Evidence

struct RingTests {
  private static let capacity = 1 << 16

  private let directory: ScratchDirectory
  private let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("ring")
  }

  /// Where a commit is imitated: behind the newest, and at the beginning, where the next one stands when there is no
  /// room at the end.
  @Test(arguments: [0, 1])
  func `What looks like the next commit is none`(place: Int) throws {
    let file = try RingFile.make(path, capacity: Self.capacity)
    let first = Ring.Position(sequence: 7, offset: 1 << 14)
    let forger = Ring(file, incarnation: 9, next: first)
    let unit = JournalRig.unit("line\n", change: "a")
    let length = Slot.length(payloads: [5], change: 1)
    let offset = [first.offset + length, 0][place]
    // A start before has left it, or an attacker's line holds its bytes.
    var forged = forger
    forged.begin(at: Ring.Position(sequence: 8, offset: offset), previous: Slot.none)
    let slot = forged.add(unit, in: offset..<offset + length)
    slot.state = .committed
    #expect(Self.sequences(file, from: Ring.Position(sequence: 8, offset: offset)) == [8])

    var ring = Ring(file, incarnation: 9, next: first)
    let space = try #require(ring.space(for: length))
    _ = ring.add(unit, in: space)
    #expect(Self.sequences(file, from: first) == [7])
  }

  @Test func `Starts of which nothing is known any more have lower numbers`() throws {
    let file = try RingFile.make(path, capacity: Self.capacity)
    let first = Ring.Position(sequence: 7, offset: 0)
    let unit = JournalRig.unit("line\n", change: "a")
    let length = Slot.length(payloads: [5], change: 1)
    var lost = Ring(file, incarnation: 3, next: first)
    let now: Int64 = 1_795_406_114_000_000_000
    lost.beginIncarnation(after: 3, at: now)
    for _ in 0..<2 { _ = lost.add(unit, in: try #require(lost.space(for: length))) }

    var ring = Ring(file, incarnation: 3, next: first)
    ring.beginIncarnation(after: 3, at: now + 1_000_000)
    #expect(ring.incarnation > lost.incarnation)
    let words = RingWords(file.base + length)
    let kept = words[Slot.Word.magic]
    _ = ring.add(unit, in: 0..<length)
    #expect(words[Slot.Word.magic] == 0)
    // The page behind went back to what it was.
    words[Slot.Word.magic] = kept
    #expect(Self.sequences(file, from: first) == [7])
  }

  @Test(arguments: [Int64.min, -1, 0, 5_000_000, .max], [0, 5, 1 << 54])
  func `A start has a number above all that are known, whatever the clock says`(now: Int64, latest: UInt64)
    throws
  {
    var ring = Ring(
      try RingFile.make(path, capacity: Self.capacity),
      incarnation: latest,
      next: Ring.Position(sequence: 1, offset: 0)
    )
    ring.beginIncarnation(after: latest, at: now)
    #expect(ring.incarnation > latest && ring.incarnation < Slot.limit)
  }

  private static func sequences(_ file: RingFile, from position: Ring.Position) -> [UInt64] {
    Ring(file, incarnation: 9, next: position).slots(from: position, floor: (position.sequence, 0)).map(
      \.sequence
    )
  }
}
