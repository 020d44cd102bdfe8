/// A program that a test relies on has failed.
public struct CommandFailure: Error, CustomStringConvertible {
  /// The program and its arguments.
  public var command: String

  /// How it ended.
  public var status: String

  /// What it printed, errors first.
  public var output: String

  /// All of it in one text.
  public var description: String {
    "\(self.command): \(self.status)\n\(self.output)"
  }
}
