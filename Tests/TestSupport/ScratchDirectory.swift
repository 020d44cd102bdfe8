import Foundation

/// A directory for one test, deleted with its value.
public final class ScratchDirectory: Sendable {
  /// The directory.
  public let path: String

  /// Creates an empty directory.
  ///
  /// - Parameter place: the parent directory; `nil` for the system's directory for temporary files.
  public init(in place: String? = nil) throws {
    path = Self.unusedPath(in: place)
    // Some tests look at it as another user.
    try FileManager.default.createDirectory(
      atPath: path,
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o755]
    )
  }

  deinit { remove() }

  /// Deletes the directory now. `defer` this where only the path is used, so that the value lives long enough.
  public func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the directory.
  public func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and returns its path.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: file(name)))
    return file(name)
  }

  /// Writes a file and returns its path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  /// A path that nothing has. It is short, because the path of a UNIX socket has at most 107 bytes.
  public static func unusedPath(in place: String? = nil) -> String {
    let name = "decklog-" + String(UInt64.random(in: 0 ... .max), radix: 36)
    return URL(filePath: place ?? FileManager.default.temporaryDirectory.path).appending(path: name).path
  }
}
