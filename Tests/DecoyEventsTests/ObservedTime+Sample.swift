@testable import DecoyEvents

extension ObservedTime {
  /// A time for tests: 2026-11-23T03:55:14.000000007Z.
  static var sample: ObservedTime {
    let bytes = Array("2026-11-23T03:55:14.000000007Z".utf8)
    return ObservedTime(nanoseconds: 1_795_406_114_000_000_007, text: InlineArray { bytes[$0] })
  }
}
