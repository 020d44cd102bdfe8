import EngineTestSupport
import Testing

extension Tag {
  /// Needs an engine of the tests' own.
  @Tag static var engine: Tag
}

/// Skips a test where no engine can be started; in CI it runs, and fails.
let needsEngine = ConditionTrait.enabled(
  if: TestEngine.runsHere,
  "no engine of the tests' own: \(TestEngine.unavailableReason ?? "")"
)
