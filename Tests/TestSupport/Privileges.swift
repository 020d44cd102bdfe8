import Foundation
import Glibc

/// What this process may do, and how to do less.
public enum Privileges {
  /// A user that owns nothing.
  public static let nobody: UInt32 = 65_534

  /// Whether this process may do everything.
  public static var isRoot: Bool { geteuid() == 0 }

  /// Runs `body` with no more right to files than a user has who owns none of them.
  ///
  /// Only this thread is changed, so `body` must not suspend.
  public static func withoutRightToFiles<Result>(_ body: () throws -> Result) throws -> Result {
    guard isRoot else { return try body() }
    typealias SetFileUser = @convention(c) (UInt32) -> Int32
    guard let symbol = dlsym(nil, "setfsuid") else { throw CocoaError(.featureUnsupported) }
    let setFileUser = unsafeBitCast(symbol, to: SetFileUser.self)
    _ = setFileUser(nobody)
    defer { _ = setFileUser(0) }
    return try body()
  }
}
