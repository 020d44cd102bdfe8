import Basics
import DockerEngine

extension EngineTimestamp {
  /// The moment so much later, as far as there are moments.
  func adding(nanoseconds more: Int64) -> EngineTimestamp {
    EngineTimestamp(nanoseconds: nanoseconds.addingSaturated(more))
  }
}
