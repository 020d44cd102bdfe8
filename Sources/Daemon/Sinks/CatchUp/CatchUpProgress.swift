/// How far a collector is with lines that were printed while it was away. Less than two seconds are not reported.
struct CatchUpProgress {
  private struct CatchUp {
    let begin: ContinuousClock.Instant
    /// The number of lines before it.
    let linesBefore: Int
    /// When the collector was last seen behind.
    var last: ContinuousClock.Instant
    /// When it was last reported; `nil` before the first time.
    var reported: ContinuousClock.Instant?
    /// The number of lines when it seemed to be over; `nil` while it goes on.
    var linesAfter: Int?
  }

  /// A lag of fewer bytes is normal.
  private static let normalLag = 1 << 20
  /// A shorter catch-up is not reported, and a shorter pause does not end one.
  private static let patience = Duration.seconds(2)
  /// Between two reports.
  private static let interval = Duration.seconds(5)

  /// The number of lines at the last look.
  private var lines: Int
  private var current: CatchUp?

  /// - Parameter lines: the number of lines so far, those of earlier starts included.
  init(lines: Int) { self.lines = lines }

  /// - Parameters:
  ///   - lag: bytes of the engine's files that are not read yet; 0 if lines come from the engine's API.
  ///   - isBehind: whether old lines were recorded since the last look.
  ///   - lines: the number of lines so far.
  /// - Returns: what to log.
  mutating func look(at now: ContinuousClock.Instant, lag: Int, isBehind: Bool, lines: Int) -> String? {
    defer { self.lines = lines }
    if lag > Self.normalLag || isBehind {
      var catchUp = current ?? CatchUp(begin: now, linesBefore: self.lines, last: now)
      catchUp.last = now
      catchUp.linesAfter = nil
      defer { current = catchUp }
      let isDue = catchUp.reported.map { now - $0 >= Self.interval } ?? (now - catchUp.begin >= Self.patience)
      guard isDue else { return nil }
      catchUp.reported = now
      let rest = lag > 0 ? ", \((lag + 500_000) / 1_000_000) MB to go" : ""
      return
        "catching up: \(lines - catchUp.linesBefore) lines in \(Self.seconds(now - catchUp.begin))\(rest)"
    }
    guard let catchUp = current else { return nil }
    let linesAfter = catchUp.linesAfter ?? lines
    current?.linesAfter = linesAfter
    guard now - catchUp.last >= Self.patience else { return nil }
    current = nil
    guard catchUp.reported != nil else { return nil }
    return
      "caught up: \(linesAfter - catchUp.linesBefore) lines in \(Self.seconds(catchUp.last - catchUp.begin))"
  }

  private static func seconds(_ duration: Duration) -> String { "\(duration.components.seconds) s" }
}
