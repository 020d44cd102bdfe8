/// When progress is shown: not before there is something to wait for, and not more often than anybody could read.
struct ProgressPace: Sendable, Hashable {
  /// What takes less long shows nothing.
  static let delay = Duration.seconds(2)
  /// The least time between two looks.
  static let interval = Duration.milliseconds(100)

  private var next = delay

  /// Whether it is to be shown.
  ///
  /// - Parameter elapsed: since the work began.
  mutating func isDue(_ elapsed: Duration) -> Bool {
    guard elapsed >= next else { return false }
    next = elapsed + Self.interval
    return true
  }
}
