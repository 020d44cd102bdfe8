import Basics
import DockerEngine

extension EngineTimestamp {
  /// The timestamp some nanoseconds later, saturated.
  func adding(nanoseconds more: Int64) -> EngineTimestamp {
    EngineTimestamp(nanoseconds: nanoseconds.addingSaturated(more))
  }

  /// How far an engine's clock may be ahead of this host's; nanoseconds.
  private static let leeway: Int64 = 86_400_000_000_000

  /// Whether it can be the time of an event: not before 1970, and no more than a day ahead of this host's clock.
  ///
  /// After a break, events are requested from the last one's time on: a time in the far future would suppress all events
  /// from then on. The list of containers, which is read after each break, doesn't depend on it.
  var isCredible: Bool { 0...max(0, WallClock.now.addingSaturated(Self.leeway)) ~= nanoseconds }
}
