/// How far a collector is with what was printed while it was away, as it tells people.
///
/// Nothing is told of what takes less than two seconds.
struct CatchUpProgress {
  /// One that is going on.
  private struct CatchUp {
    let begin: ContinuousClock.Instant
    /// The lines that were read before it.
    let linesBefore: Int
    /// When the collector was last found behind.
    var last: ContinuousClock.Instant
    /// When it was last told of; `nil` before the first time.
    var told: ContinuousClock.Instant?
    /// The lines that were read when it seemed to be over; `nil` while it doesn't.
    var linesAfter: Int?
  }

  /// So much that is not read yet is no more than what comes every moment; bytes.
  private static let little = 1 << 20
  /// What is shorter is not told, and a pause that is shorter ends nothing.
  private static let patience = Duration.seconds(2)
  /// Between two lines.
  private static let interval = Duration.seconds(5)

  /// How many lines were read in all at the last look.
  private var lines: Int
  private var current: CatchUp?

  /// - Parameter lines: how many were read in all so far, by earlier starts too.
  init(lines: Int) { self.lines = lines }

  /// Looks at the collector.
  ///
  /// - Parameters:
  ///   - lag: bytes of the engine's files that are not read yet; 0 where the engine is asked for the lines.
  ///   - isBehind: whether lines came since the last look that had waited long.
  ///   - lines: how many were read in all.
  /// - Returns: what to tell.
  mutating func look(at now: ContinuousClock.Instant, lag: Int, isBehind: Bool, lines: Int) -> String? {
    defer { self.lines = lines }
    if lag > Self.little || isBehind {
      var catchUp = current ?? CatchUp(begin: now, linesBefore: self.lines, last: now)
      catchUp.last = now
      catchUp.linesAfter = nil
      defer { current = catchUp }
      let isDue = catchUp.told.map { now - $0 >= Self.interval } ?? (now - catchUp.begin >= Self.patience)
      guard isDue else { return nil }
      catchUp.told = now
      let rest = lag > 0 ? ", \((lag + 500_000) / 1_000_000) MB to go" : ""
      return
        "catching up: \(lines - catchUp.linesBefore) lines in \(Self.seconds(now - catchUp.begin))\(rest)"
    }
    guard let catchUp = current else { return nil }
    let linesAfter = catchUp.linesAfter ?? lines
    current?.linesAfter = linesAfter
    guard now - catchUp.last >= Self.patience else { return nil }
    current = nil
    guard catchUp.told != nil else { return nil }
    return
      "caught up: \(linesAfter - catchUp.linesBefore) lines in \(Self.seconds(catchUp.last - catchUp.begin))"
  }

  private static func seconds(_ duration: Duration) -> String { "\(duration.components.seconds) s" }
}
