internal import Basics
internal import DockerEngine

/// Whether the engine's clock agrees with this host's.
struct EngineClockCheck: Check {
  /// The most that the engine's clock may differ, in nanoseconds.
  static let tolerance: Int64 = 2_000_000_000

  let name = "engine-clock"

  func probe(_ survey: Survey) async throws(Late) -> EngineProbe { try await survey.fleet.engine }

  func judge(_ engine: EngineProbe) -> Finding? {
    guard case .success(let info) = engine.info else { return nil }
    guard let time = info.systemTime?.nanoseconds else {
      return .skipped("the engine does not report its time")
    }
    let difference = difference(time, engine.asked)
    let tenths = difference.magnitude / 100_000_000
    let text = "\(tenths / 10).\(tenths % 10)"
    guard difference.magnitude > Self.tolerance else { return .ok("within \(text) seconds of this host's") }
    return .warning(
      "the engine's clock is \(text) seconds \(difference > 0 ? "ahead of" : "behind") this host's",
      advice: "Records have the engine's time. Synchronise both clocks: `timedatectl set-ntp true`."
    )
  }

  /// The least by which a clock that was read during `asked` differs from ours.
  private func difference(_ time: Int64, _ asked: ClosedRange<Int64>) -> Int64 {
    time.subtractingSaturated(min(max(time, asked.lowerBound), asked.upperBound))
  }
}
