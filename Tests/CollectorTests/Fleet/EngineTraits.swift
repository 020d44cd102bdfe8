import EngineTestSupport
import Testing

extension Tag {
  /// Needs an engine of the tests' own.
  @Tag static var engine: Tag
}

/// Skips a test where no engine can be started; in CI it runs, and fails.
let needsEngine = ConditionTrait.enabled(
  if: TestEngine.runsHere,
  "no engine: \(TestEngine.unavailableReason ?? "")"
)

/// Skips a test that stops its engine, or mounts disks, where no engine can be started.
let needsOwnEngine = ConditionTrait.enabled(
  if: TestEngine.ownRunsHere,
  "no engine of the tests' own: \(TestEngine.ownUnavailableReason ?? "")"
)
