import Foundation

/// Commands that set the stage for a test.
enum Shell {
  /// Runs a command with `sh -c`; throws what it said where it failed.
  @discardableResult
  static func run(_ command: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ShellFailure(description: "\(command): \(said)") }
    return said
  }
}

/// A command that failed.
struct ShellFailure: Error, CustomStringConvertible {
  let description: String
}
