import Glibc

/// The files that a rotation may have made of a file.
package enum SiblingFiles {
  /// The paths of what stands in the same directory under a name that begins with the file's, without the file.
  ///
  /// - Parameter excluded: paths with which those begin that have nothing to do with the file.
  package static func paths(of path: String, excluded: [String]) -> [String] {
    let (directory, name) = Directories.split(path)
    guard let handle = opendir(directory) else { return [] }
    defer { closedir(handle) }
    var found: [String] = []
    while let entry = readdir(handle) {
      let candidate = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      let sibling = directory + "/" + candidate
      if candidate.hasPrefix(name), candidate != name, !excluded.contains(where: sibling.hasPrefix) {
        found.append(sibling)
      }
    }
    return found.sorted()
  }

  /// What follows the file's name in that of a sibling.
  package static func suffix(of sibling: String, after path: String) -> String {
    let name = Directories.split(path).name
    return String(decoding: Directories.split(sibling).name.utf8.dropFirst(name.utf8.count), as: UTF8.self)
  }
}
