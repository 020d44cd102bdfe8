internal import Files

/// The path of a file, or of one beside it whose name begins with the file's: a rotation may have made it.
package struct SiblingName: Sendable, Hashable {
  package let path: String
  /// Whether it is the file's own path.
  package let isLive: Bool
  /// `nil` for the file itself, and if no rotation makes such a name.
  package let rotation: RotationName?

  /// - Parameter file: the path of the file itself.
  package init(_ path: String, of file: String) {
    self.path = path
    isLive = path == file
    let (name, ownName) = (Directories.split(path).name, Directories.split(file).name)
    let suffix = String(decoding: name.utf8.dropFirst(ownName.utf8.count), as: UTF8.self)
    rotation = RotationName(suffix: suffix.hasSuffix(".gz") ? suffix.dropLast(3) : suffix[...])
  }

  package var isCompressed: Bool { path.hasSuffix(".gz") }

  /// Lists the siblings of a file, without the file.
  ///
  /// - Parameter excluded: prefixes of paths that don't belong to the file.
  package static func siblings(of file: String, excluded: [String] = []) -> [SiblingName] {
    SiblingFiles.paths(of: file, excluded: excluded).map { SiblingName($0, of: file) }
  }

  /// The compressed files whose originals are also there: they are still being written.
  package static func unfinished(among names: some Sequence<SiblingName>) -> Set<String> {
    let paths = Set(names.map(\.path))
    return paths.filter { $0.hasSuffix(".gz") && paths.contains(String($0.dropLast(3))) }
  }

  /// Whether it precedes another, newest first, as far as names tell: the live file, numbers, dates, others.
  package func precedes(_ other: SiblingName) -> Bool {
    guard isLive == other.isLive else { return isLive }
    guard rank == other.rank else { return rank < other.rank }
    guard let rotation, let theirs = other.rotation else { return path < other.path }
    if let isOlder = rotation.isOlder(than: theirs) { return !isOlder }
    if case .dated = rotation { return other.path < path }
    return path < other.path
  }

  private var rank: Int {
    switch rotation {
    case .numbered: 0
    case .dated: 1
    case nil: 2
    }
  }

  /// Whether it may be older than another, as far as the names tell.
  package func mayBeOlder(than other: SiblingName) -> Bool {
    if isLive { return false }
    guard !other.isLive, let rotation, let theirs = other.rotation else { return true }
    return rotation == theirs ? false : rotation.isOlder(than: theirs) ?? true
  }
}

/// The files that a rotation may have made of a file.
package enum SiblingFiles {
  /// The paths in a file's directory whose names begin with the file's, sorted, without the file.
  ///
  /// - Parameter excluded: prefixes of paths that don't belong to the file.
  package static func paths(of path: String, excluded: [String]) -> [String] {
    OwnDirectory().names(withPrefix: path).names
      .filter { sibling in !excluded.contains(where: sibling.hasPrefix) }
  }
}

/// What a rotated file's name says about its place among the others.
package enum RotationName: Sendable, Hashable {
  /// `NAME.1` or `NAME-1`. A higher number is older, unless the rotation counts upwards.
  case numbered(Int)
  /// `NAME-20261124` and the like. A greater one is newer.
  case dated(String)

  /// - Parameter suffix: what follows the file's own name, without `.gz`.
  /// - Returns: `nil` if no rotation makes such a name.
  package init?(suffix: some StringProtocol) {
    let bytes = Array(suffix.utf8)
    guard let first = bytes.first, first == UInt8(ascii: ".") || first == UInt8(ascii: "-")
    else { return nil }
    let digits = bytes.count { 0x30...0x39 ~= $0 }
    if 1...5 ~= digits, digits == bytes.count - 1, let number = Int(suffix.dropFirst()) {
      self = .numbered(number)
      return
    }
    let isDate = bytes.allSatisfy { 0x30...0x39 ~= $0 || "-_.:TZ".utf8.contains($0) }
    guard 6...32 ~= digits, bytes.count <= 48, isDate else { return nil }
    self = .dated(String(suffix))
  }

  /// Whether a file with this name is older than one with another; `nil` if the names don't tell.
  package func isOlder(than other: RotationName) -> Bool? {
    switch (self, other) {
    case (.numbered(let number), .numbered(let theirs)): number == theirs ? nil : number > theirs
    case (.dated(let date), .dated(let theirs)): date == theirs ? nil : date < theirs
    default: nil
    }
  }
}
