import Foundation

/// The programs that tests need and decklog doesn't.
public enum TestTools {
  /// In CI nothing is skipped: a test fails if what it needs is missing.
  public static var isCI: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

  /// Where a program is, in `PATH` or a directory of the system; `nil` if it isn't installed.
  public static func path(of program: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let directories = path.split(separator: ":") + ["/usr/local/sbin", "/usr/sbin", "/usr/bin", "/bin"]
    return directories.lazy.map { "\($0)/\(program)" }.first(where: FileManager.default.isExecutableFile)
  }

  /// Whether tests run that need these programs.
  public static func areExpected(_ programs: String...) -> Bool {
    isCI || programs.allSatisfy { path(of: $0) != nil }
  }
}
