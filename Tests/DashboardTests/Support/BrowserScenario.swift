import Foundation
import Subprocess
import TestSupport

/// Something that is done in a real browser: Chromium, driven by `Browser/scenarios.py`.
struct BrowserScenario {
  /// What went wrong.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Whether scenarios run.
  static var isExpected: Bool { TestTools.areExpected("chromium", "python3") }

  /// Where pictures of the page are wanted.
  static var screenshotFolder: String? { ProcessInfo.processInfo.environment["DECKLOG_SCREENSHOTS"] }

  /// Runs a scenario to its end.
  static func run(_ name: String, _ url: String, folder: String? = nil) async throws {
    let script = Bundle.module.bundlePath + "/Browser/scenarios.py"
    let result = try await Subprocess.run(
      .name("python3"),
      arguments: Arguments(["-B", script, name, url] + (folder.map { [$0] } ?? [])),
      output: .string(limit: 1 << 20),
      error: .string(limit: 1 << 20)
    )
    guard result.terminationStatus.isSuccess else {
      throw Failure(description: result.standardOutput + result.standardError)
    }
  }
}
