import Foundation
import Glibc
import TestSupport

/// A path that leads to a file.
enum Spelling: CaseIterable {
  case absolute, relative, dot, parent, slashes, directoryLink, fileLink, chain, linkElsewhere, hardLink

  /// The path that leads to `file`, which is in a directory of its own below `directory`.
  ///
  /// Links are made where they are missing.
  func path(to file: String, in directory: ScratchDirectory) throws -> String {
    let place = URL(filePath: file).deletingLastPathComponent().path
    let name = URL(filePath: file).lastPathComponent
    switch self {
    case .absolute: return file
    case .relative: return Self.relative(file)
    case .dot: return "\(place)/./\(name)"
    case .parent: return "\(place)/../\(URL(filePath: place).lastPathComponent)/\(name)"
    case .slashes: return "\(place)//\(name)"
    case .directoryLink:
      return try Self.link(directory.file("directory"), to: place) + "/" + name
    case .fileLink: return try Self.link("\(place)/link.log", to: name)
    case .chain:
      let first = try Self.link("\(place)/first.log", to: name)
      return try Self.link(directory.file("chain.log"), to: Self.relative(first, from: directory.path))
    case .linkElsewhere: return try Self.link(directory.file("elsewhere.log"), to: file)
    case .hardLink:
      let other = "\(place)/hard.log"
      if access(other, F_OK) != 0, Glibc.link(file, other) != 0 { throw CocoaError(.fileWriteUnknown) }
      return other
    }
  }

  private static func link(_ path: String, to target: String) throws -> String {
    var status = stat()
    if lstat(path, &status) != 0, symlink(target, path) != 0 { throw CocoaError(.fileWriteUnknown) }
    return path
  }

  /// The path of a file from a directory, or from the one that the tests run in.
  static func relative(
    _ file: String,
    from directory: String = FileManager.default.currentDirectoryPath
  ) -> String {
    let depth = directory.split(separator: "/").count
    return String(repeating: "../", count: depth) + file.dropFirst()
  }
}
