import Foundation

/// How much longer than usual tests wait before they give up, because the machine is slow or busy.
///
/// A limit in a test guards against hanging and is no measurement. Scripts/test compares the machine with the one that
/// the limits were chosen on, and says in `DECKLOG_TEST_PATIENCE` how many times slower it is.
public enum Patience {
  /// The factor: at least 1. Without a calibration, 3.
  public static let factor: Int = {
    let text = ProcessInfo.processInfo.environment["DECKLOG_TEST_PATIENCE"] ?? ""
    return min(max(Int(text) ?? 3, 1), 60)
  }()

  /// A limit for this machine, in minutes, as `timeLimit` wants it.
  public static func minutes(_ minutes: Int) -> Int { minutes * factor }

  /// A limit for this machine.
  public static func limit(_ duration: Duration) -> Duration { duration * factor }
}

/// Long scenarios: a short round in CI, the whole with `make test-long`.
public enum LongTests {
  /// Whether long scenarios run whole.
  public static let areWanted = ProcessInfo.processInfo.environment["DECKLOG_LONG_TESTS"] == "1"

  /// How many rounds a scenario has.
  public static func count<Number>(short: Number, whole: Number) -> Number { areWanted ? whole : short }
}
