/// What is remembered of the time before can't be used.
public enum StateError: Error, CustomStringConvertible {
  /// A checkpoint is whole, and what it holds makes no sense.
  case notUnderstood(String)

  /// One clear line.
  public var description: String {
    switch self {
    case .notUnderstood(let directory):
      "what is remembered in \(directory) is not understood; move it away, and say with --from where to begin"
    }
  }
}
