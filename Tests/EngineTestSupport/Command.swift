import Subprocess

/// Runs programs for the tests.
enum Command {
  /// The most that is kept of what a program prints, in bytes.
  private static let outputLimit = 64 << 20

  /// Runs a program to its end and returns what it printed, without white space at the end.
  @discardableResult
  static func run(_ program: String, _ arguments: [String]) async throws -> String {
    let result = try await Subprocess.run(
      .name(program),
      arguments: Arguments(arguments),
      output: .string(limit: Self.outputLimit),
      error: .string(limit: Self.outputLimit)
    )
    guard result.terminationStatus.isSuccess else {
      throw CommandFailure(
        command: ([program] + arguments).joined(separator: " "),
        status: "\(result.terminationStatus)",
        output: result.standardError + result.standardOutput
      )
    }
    var output = Substring(result.standardOutput)
    while output.last?.isWhitespace == true {
      output.removeLast()
    }
    return String(output)
  }
}
