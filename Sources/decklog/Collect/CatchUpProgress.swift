/// How far a collector is with what was printed while it was away, as it tells people.
///
/// Nothing is told of what takes less than two seconds.
struct CatchUpProgress {
  /// So much that is not read yet is no more than what comes every moment; bytes.
  private static let little = 1 << 20
  private static let patience = Duration.seconds(2)
  /// Between two lines.
  private static let interval = Duration.seconds(5)

  private var since: ContinuousClock.Instant?
  private var told: ContinuousClock.Instant?
  private var linesBefore = 0

  /// Looks at the collector.
  ///
  /// - Parameters:
  ///   - lag: bytes of the engine's files that are not read yet; 0 where the engine is asked for the lines.
  ///   - isBehind: whether lines came since the last look that had waited long.
  ///   - lines: how many were read in all.
  /// - Returns: what to tell.
  mutating func look(at now: ContinuousClock.Instant, lag: Int, isBehind: Bool, lines: Int) -> String? {
    guard lag > Self.little || isBehind else {
      defer { (since, told, linesBefore) = (nil, nil, lines) }
      guard let since, told != nil else { return nil }
      return "caught up: \(lines - linesBefore) lines in \(Self.seconds(now - since))"
    }
    let begin = since ?? now
    since = begin
    guard now - begin >= Self.patience, now - (told ?? begin) >= (told == nil ? .zero : Self.interval) else {
      return nil
    }
    told = now
    let rest = lag > 0 ? ", \((lag + 500_000) / 1_000_000) MB to go" : ""
    return "catching up: \(lines - linesBefore) lines in \(Self.seconds(now - begin))\(rest)"
  }

  private static func seconds(_ duration: Duration) -> String { "\(duration.components.seconds) s" }
}
