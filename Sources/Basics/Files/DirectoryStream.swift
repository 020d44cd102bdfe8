package import Glibc

/// The names in an open directory, one after another, in no order and without `.` and `..`.
package struct DirectoryStream: ~Copyable {
  private let handle: OpaquePointer

  /// Opens the directory that `path` leads to; `nil` sets `errno`.
  package init?(_ path: String) {
    guard let handle = opendir(path) else { return nil }
    self.handle = handle
  }

  /// Reads the directory of a descriptor from its beginning; `nil` sets `errno`.
  ///
  /// - Parameter descriptor: belongs to the caller. Its reading position moves.
  package init?(of descriptor: Int32) {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { return nil }
    guard let handle = fdopendir(copy) else {
      let code = errno
      close(copy)
      errno = code
      return nil
    }
    self.handle = handle
    rewinddir(handle)
  }

  deinit { closedir(handle) }

  /// The next name; `nil` after the last one, and where the directory can't be read on: `errno` is then not 0.
  package mutating func next() -> String? {
    while true {
      errno = 0
      guard let entry = readdir(handle) else { return nil }
      let name = Self.name(of: entry)
      if name != ".", name != ".." { return name }
    }
  }

  /// The name in an entry.
  ///
  /// `dirent` declares 256 bytes for it, but an entry of readdir(3) ends with its name. A copy of `d_name` reads all 256,
  /// and ends the program where the memory ends before.
  package static func name(of entry: UnsafePointer<dirent>) -> String {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { preconditionFailure("no d_name") }
    return String(cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
  }
}
