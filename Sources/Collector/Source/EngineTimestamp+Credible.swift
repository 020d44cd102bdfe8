import Basics
import DockerEngine
import Evidence

extension EngineTimestamp {
  /// How far an engine's clock may be ahead of this host's and still be believed; nanoseconds.
  private static let leeway: Int64 = 86_400_000_000_000

  /// Whether it can be the time of an event: not before 1970, and no more than a day ahead of this host's clock.
  ///
  /// Events are asked for from the last one's time on. Were a later time remembered, no event would ever be repeated
  /// again after a break; the list of containers, which comes with each break, doesn't depend on it.
  var isCredible: Bool { 0...max(0, WallClock.now.addingSaturated(Self.leeway)) ~= nanoseconds }
}
