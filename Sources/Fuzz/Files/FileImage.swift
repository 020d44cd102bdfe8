import FoundationEssentials
import Glibc

/// A snapshot of a directory's files, which can be restored any number of times.
struct FileImage {
  /// The contents, by path relative to the directory.
  private(set) var files: [String: [UInt8]]
  private let directory: String

  init(of directory: String) throws {
    self.directory = directory
    files = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
      guard let content = Self.content(of: "\(directory)/\(path)") else { continue }
      files[path] = content
    }
  }

  var paths: [String] { files.keys.sorted() }

  subscript(path: String) -> [UInt8] {
    get { files[path] ?? [] }
    set { files[path] = newValue }
  }

  /// Restores the files and removes all others. Existing files keep their inodes.
  func restore() throws {
    for path in try FileManager.default.subpathsOfDirectory(atPath: directory) where files[path] == nil {
      let isAbove = files.keys.contains { $0.hasPrefix(path + "/") }
      if !isAbove { try? FileManager.default.removeItem(atPath: "\(directory)/\(path)") }
    }
    for (path, content) in files {
      if let slash = path.lastIndex(of: "/") { mkdir("\(directory)/\(path[..<slash])", 0o700) }
      try Self.write(content, to: "\(directory)/\(path)")
    }
  }

  /// Replaces a file's content and keeps its inode.
  static func write(_ content: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    defer { close(descriptor) }
    guard Glibc.write(descriptor, content, content.count) == content.count else { throw POSIXError(.EIO) }
  }

  mutating func remove(_ path: String) { files[path] = nil }

  /// The current content of a file; `nil` if it is not a regular file.
  static func content(of path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map(Array.init)
  }
}
