import Foundation
import Glibc

/// Files as they were at one moment, to be put there again and again.
struct FileImage {
  /// By their paths below the directory.
  private(set) var files: [String: [UInt8]]
  private let directory: String

  /// What is in a directory and in those in it.
  init(of directory: String) throws {
    self.directory = directory
    files = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
      guard let content = Self.content(of: "\(directory)/\(path)") else { continue }
      files[path] = content
    }
  }

  /// The paths, in an order that is always the same.
  var paths: [String] { files.keys.sorted() }

  subscript(path: String) -> [UInt8] {
    get { files[path] ?? [] }
    set { files[path] = newValue }
  }

  /// Puts the files there, in place of all that is there. One that is there keeps its inode.
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

  /// Gives a file other content, and leaves it the inode that it has.
  static func write(_ content: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    defer { close(descriptor) }
    guard Glibc.write(descriptor, content, content.count) == content.count else { throw POSIXError(.EIO) }
  }

  /// A file is not there.
  mutating func remove(_ path: String) { files[path] = nil }

  /// A file's bytes now; `nil` for what is no regular file.
  static func content(of path: String) -> [UInt8]? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
  }
}
