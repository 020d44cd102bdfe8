import Basics
import DecoyEvents
import DockerEngine
import Testing

@testable import Collector

/// Numbers in a state that no collector writes.
struct ExtremeStateTests {
  private static let output = OutputID(container: "c0ffee", stream: .stdout)

  private static func cursor(ordinal: Int, length: Int) -> LogCursor {
    LogCursor(
      timestamp: EngineTimestamp(nanoseconds: 5),
      ordinal: ordinal,
      length: length,
      digest: LineDigest(high: 1, low: 2)
    )
  }

  private static func changes(with number: Int) -> [StateChange] {
    let key = FloodKey(words: (7, 8))
    func position(_ cursor: LogCursor, offset: Int = 0) -> StateChange {
      let place = LogFilePlace(inode: 1, head: 2, offset: offset)
      return .position(output, OutputPosition(engine: "e", name: "n", cursor: cursor, place: place))
    }
    return [
      position(cursor(ordinal: number, length: 1)), position(cursor(ordinal: 1, length: number)),
      position(cursor(ordinal: 1, length: 1), offset: number), .gate(.open(key, passed: 1, heldBack: number)),
      .gate(.evicted(key, unreported: number, isEarly: true)), .ledgerEntry(sequence: number, digest: ""),
    ]
  }

  @Test(arguments: [Int.min, -1, 1 << 61, .max])
  func `A count, length or offset that can't be is no change`(number: Int) {
    for change in Self.changes(with: number) {
      #expect(StateChange.decode(StateChange.encode([change])) == nil, "\(change)")
    }
  }

  @Test(arguments: [0, 1, 1 << 40])
  func `One that can be is`(number: Int) {
    for change in Self.changes(with: number) {
      #expect(StateChange.decode(StateChange.encode([change])) == [change])
    }
  }

  @Test(arguments: [Int.min, -1, 0, 1, .max], [Int.min, -1, 0, 1, .max])
  func `Sums of lines stay at what fits`(first: Int, second: Int) {
    let (one, other) = (
      LineCounts(inOrder: Array(repeating: first, count: 11)), LineCounts(inOrder: [second])
    )
    var state = CollectorState(floodWindow: 1)
    for counts in [one, other, one] {
      state.apply(.counts(container: "c0ffee", name: "n", counts))
      state.apply(.totals(counts))
      state.apply(.gate(.evicted(FloodKey(words: (1, 2)), unreported: max(0, counts.lines), isEarly: true)))
    }
    let exact = 2 * (2 * Int128(first) + Int128(second))
    // Each step is bounded by itself, so that a sum that came back from beyond is only known to fit.
    if first.signum() * second.signum() >= 0 { #expect(state.total.lines == Int(clamping: exact)) }
    var again = CollectorState(floodWindow: 1)
    for change in state.asChanges { again.apply(change) }
    #expect(again.containers == state.containers)
  }
}
