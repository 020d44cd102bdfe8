import Foundation
import Subprocess

/// Something that is done in a real browser: Chromium, driven by `Browser/scenarios.py`.
struct BrowserScenario {
  /// What went wrong.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Whether it is to be run: in CI always, so that one without the browser fails.
  static var isExpected: Bool {
    if ProcessInfo.processInfo.environment["CI"] == "true" { return true }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return ["chromium", "python3"].allSatisfy { name in
      path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
  }

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
