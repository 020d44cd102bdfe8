import Foundation

/// A directory for one test, which goes away with it.
public final class ScratchDirectory: Sendable {
  /// The directory.
  public let path: String

  /// Makes it.
  ///
  /// - Parameter place: in which directory; `nil` in that for temporary files.
  public init(in place: String? = nil) throws {
    path = (place ?? FileManager.default.temporaryDirectory.path) + "/decklog-" + UUID().uuidString
    // Others may enter: some tests look at it as another user.
    try FileManager.default.createDirectory(
      atPath: path,
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o755]
    )
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  public func file(_ name: String) -> String { path + "/" + name }
}
