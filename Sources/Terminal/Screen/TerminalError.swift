public import Basics

/// A terminal that can't be used.
public typealias TerminalError = CodedError<TerminalErrorCode>

/// What failed.
public enum TerminalErrorCode: ErrorCode {
  /// A system call.
  case system
}

extension TerminalError {
  init(_ what: String, _ number: Int32) { self.init(.system, what, errno: number) }
}
