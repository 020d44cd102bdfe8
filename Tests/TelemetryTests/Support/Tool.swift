import Subprocess
import TestSupport

/// A program that a test needs and that decklog does not.
enum Tool: String {
  case bash
  case openssl
  case prometheus
  case promtool
  case systemdAnalyze = "systemd-analyze"

  /// What a program came to.
  struct Outcome {
    let isSuccess: Bool
    /// What it printed, errors last.
    let output: String
  }

  /// Whether tests with it run.
  var isExpected: Bool { TestTools.areExpected(rawValue) }

  /// Runs it to its end.
  func run(_ arguments: [String], input: [UInt8] = []) async throws -> Outcome {
    let result = try await Subprocess.run(
      .name(rawValue),
      arguments: Arguments(arguments),
      input: .array(input),
      output: .string(limit: 1 << 20),
      error: .string(limit: 1 << 20)
    )
    return Outcome(
      isSuccess: result.terminationStatus.isSuccess,
      output: result.standardOutput + result.standardError
    )
  }
}
