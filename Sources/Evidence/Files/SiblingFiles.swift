/// The files that a rotation may have made of a file.
package enum SiblingFiles {
  /// The paths of what stands in the same directory under a name that begins with the file's, without the file.
  ///
  /// - Parameter excluded: paths with which those begin that have nothing to do with the file.
  package static func paths(of path: String, excluded: [String]) -> [String] {
    let (directory, name) = Directories.split(path)
    // Spelled as the path is, since paths are told apart by their beginnings.
    let prefix = String(decoding: path.utf8.dropLast(name.utf8.count), as: UTF8.self)
    return Directories.readableNames(in: directory)
      .filter { $0.hasPrefix(name) && $0 != name }
      .map { prefix + $0 }
      .filter { sibling in !excluded.contains(where: sibling.hasPrefix) }
      .sorted()
  }

  /// What follows the file's name in that of a sibling.
  package static func suffix(of sibling: String, after path: String) -> String {
    let name = Directories.split(path).name
    return String(decoding: Directories.split(sibling).name.utf8.dropFirst(name.utf8.count), as: UTF8.self)
  }
}
