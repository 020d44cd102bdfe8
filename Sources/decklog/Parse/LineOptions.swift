import ArgumentParser

/// What every command that reads lines can be told about them.
struct LineOptions: ParsableArguments {
  /// Bytes; the longest line's default.
  static let defaultMaxLine = 1 << 20

  @Option(help: "The longest line that is kept, in bytes; what is longer is cut there and flagged.")
  var maxLine = Self.defaultMaxLine

  func validate() throws {
    guard Self.allowed.contains(maxLine) else {
      throw ValidationError(
        "--max-line \(maxLine): wants bytes from \(Self.allowed.lowerBound) to \(Self.allowed.upperBound)"
      )
    }
  }

  /// Shorter lines would cut headers; longer ones would let a container fill memory.
  static let allowed = 1024...(64 << 20)
}
