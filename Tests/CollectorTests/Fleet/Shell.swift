import Foundation
import TestSupport

/// Commands that set the stage for a test.
enum Shell {
  /// Runs a command with `sh -c`; throws what it said where it failed.
  @discardableResult
  static func run(_ command: String) throws -> String {
    try ChildProcess.run(["sh", "-c", "exec 2>&1\n" + command])
  }
}
