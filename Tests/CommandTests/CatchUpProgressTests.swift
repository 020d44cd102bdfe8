import Testing

@testable import Daemon

@Suite("Reports of a catch-up")
struct CatchUpProgressTests {
  private let begin = ContinuousClock.now
  private var progress = CatchUpProgress(lines: 7_000_000)

  /// - Parameter lines: since the start; millions were read before it.
  private mutating func look(_ seconds: Double, lag: Int = 0, isBehind: Bool = false, lines: Int = 0)
    -> String?
  {
    progress.look(at: begin + .seconds(seconds), lag: lag, isBehind: isBehind, lines: 7_000_000 + lines)
  }

  @Test mutating func `A catch-up of less than two seconds is not reported`() {
    let reports = [
      look(0, lag: 50_000_000), look(1.9, lag: 30_000_000, lines: 100), look(2.5, lines: 200),
      look(9, lines: 300),
    ]
    #expect(reports == [nil, nil, nil, nil])
  }

  @Test
  mutating func `A line every five seconds, and one at the end, which count what was read since the start`() {
    let reports = [
      look(0, lag: 2_000_000_000, lines: 10), look(2, lag: 1_500_000_000, lines: 500_000),
      look(6.9, lag: 900_000_000, lines: 900_000), look(7, lag: 800_000_000, lines: 1_000_000),
      look(7.5, lag: 500_000, lines: 1_500_000), look(8.9, lag: 500_000, lines: 1_500_010),
      look(9, lag: 500_000, lines: 1_500_020), look(10, lines: 1_500_030),
    ]
    #expect(
      reports == [
        nil, "catching up: 500000 lines in 2 s, 1500 MB to go", nil,
        "catching up: 1000000 lines in 7 s, 800 MB to go", nil, nil, "caught up: 1500000 lines in 7 s", nil,
      ]
    )
  }

  @Test mutating func `A moment without old lines is not its end`() {
    let reports = [
      look(0, isBehind: true), look(2, isBehind: true, lines: 7), look(3, lines: 8),
      look(4, isBehind: true, lines: 9),
      look(5, lines: 10), look(6, lines: 11),
    ]
    #expect(
      reports == [nil, "catching up: 7 lines in 2 s", nil, nil, nil, "caught up: 10 lines in 4 s"]
    )
  }

  @Test mutating func `The next one is counted from its own beginning`() {
    let reports = [
      look(0, isBehind: true), look(3, isBehind: true, lines: 7), look(5, lines: 9), look(60, lines: 100),
      look(61, isBehind: true, lines: 120), look(64, isBehind: true, lines: 130),
    ]
    #expect(
      reports == [
        nil, "catching up: 7 lines in 3 s", "caught up: 9 lines in 3 s", nil, nil,
        "catching up: 30 lines in 3 s",
      ]
    )
  }
}
