import Basics
import DockerEngine
import Evidence

extension EngineTimestamp {
  /// How far an engine's clock may be ahead of this host's and still be believed; nanoseconds.
  private static let leeway: Int64 = 86_400_000_000_000

  /// Whether it is more than a day ahead of this host's clock.
  ///
  /// Events are asked for from the last one's time on. Were such a time remembered, no event would ever be repeated
  /// again after a break; the list of containers, which comes with each break, doesn't depend on it.
  var isInFuture: Bool { nanoseconds > WallClock.now.addingSaturated(Self.leeway) }
}
