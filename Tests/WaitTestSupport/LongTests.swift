import Foundation

/// Long scenarios: a short round in CI, the whole with `make test-long`.
public enum LongTests {
  /// Whether long scenarios run whole.
  public static let areWanted = ProcessInfo.processInfo.environment["DECKLOG_LONG_TESTS"] == "1"

  /// How many rounds a scenario has.
  public static func count<Number>(short: Number, whole: Number) -> Number { areWanted ? whole : short }
}
