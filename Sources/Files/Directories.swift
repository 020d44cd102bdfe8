package import Glibc

package enum Directories {
  /// The names in a directory that can be read, in no order, without `.` and `..`.
  package static func readableNames(in directory: String) -> [String] { read(directory).names }

  /// The names in a directory, and the error number that ended reading; 0 if all were read.
  package static func read(_ directory: String) -> (names: [String], code: Int32) {
    guard var stream = DirectoryStream(directory) else { return ([], errno) }
    var names: [String] = []
    while let name = stream.next() { names.append(name) }
    return (names, errno)
  }

  /// The path with all links resolved; `nil`, with `errno` set, if it leads nowhere or isn't UTF-8.
  package static func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    guard let text = String(validatingCString: found) else {
      errno = EILSEQ
      return nil
    }
    return text
  }

  package static func join(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }

  package static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.index(after: slash)...]))
  }
}

/// Iterates over the names in an open directory, in no order and without `.` and `..`.
package struct DirectoryStream: ~Copyable {
  private let handle: OpaquePointer

  /// Opens the directory at `path`; `nil` sets `errno`.
  package init?(_ path: String) {
    guard let handle = opendir(path) else { return nil }
    self.handle = handle
  }

  /// Reads an open directory from its start; `nil` sets `errno`.
  ///
  /// - Parameter descriptor: stays the caller's, as does its position.
  package init?(of descriptor: Int32) {
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { return nil }
    guard let handle = fdopendir(copy) else {
      let code = errno
      close(copy)
      errno = code
      return nil
    }
    self.handle = handle
  }

  deinit { closedir(handle) }

  /// The next name; `nil` at the end, or on an error: `errno` is then not 0.
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
  /// `dirent` declares 256 bytes, but readdir(3) entries may be shorter: copying all of `d_name` could crash.
  package static func name(of entry: UnsafePointer<dirent>) -> String {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { preconditionFailure("no d_name") }
    return String(cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
  }
}
