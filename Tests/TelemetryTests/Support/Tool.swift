import Foundation
import Subprocess

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

  /// Whether a test with it is to be run: in CI always, so that one without it fails.
  var isExpected: Bool {
    if ProcessInfo.processInfo.environment["CI"] == "true" { return true }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(rawValue)")
    }
  }

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
