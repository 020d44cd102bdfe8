internal import Glibc

/// The kinds of failure that a caller can tell apart.
public protocol ErrorCode: Hashable, Sendable {
  /// Begins the error's description; `nil` if the message needs no label.
  var label: String? { get }
}

extension ErrorCode {
  /// None.
  public var label: String? { nil }
}

/// A failure: a code for the caller, one line for the operator, and the error underneath.
///
/// Modules name theirs with a type alias and add initialisers for the messages they share.
public struct CodedError<Kind: ErrorCode>: Error, CustomStringConvertible {
  /// The kinds of failure.
  public typealias Code = Kind

  /// The kind of failure.
  public let code: Code
  /// One line: what failed, where, why and, if that helps, what would remedy it.
  public let message: String
  /// The error that led to this one.
  public let cause: (any Error)?

  /// Creates an error.
  public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// Label, message and cause in one line.
  public var description: String {
    (code.label.map { "\($0): " } ?? "") + message + (cause.map { " (\($0))" } ?? "")
  }
}

extension CodedError {
  /// `WHAT: ` and the system's text for an error number (errno(3)).
  package init(_ code: Code, _ what: String, errno number: Int32) {
    self.init(code, "\(what): \(String(cString: strerror(number)))")
  }
}
