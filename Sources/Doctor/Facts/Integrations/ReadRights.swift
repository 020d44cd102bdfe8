internal import CDecklog
internal import Evidence
internal import Files
internal import Glibc

/// Which files of the record a user may not read, by owner, group and mode.
struct ReadRights: Sendable, Hashable {
  /// What keeps the user from a file.
  struct Obstacle: Sendable, Hashable {
    /// The file.
    var path: String
    /// What is closed: the file, or a directory on the way to it. Its owner, group and mode are in the text.
    var closed: String
  }

  /// The user; `nil` where there is none of that name.
  var user: String?
  var obstacles: [Obstacle] = []
  /// How many of the files are there.
  var files = 0

  init(user: String?, obstacles: [Obstacle] = [], files: Int = 0) {
    self.user = user
    self.obstacles = obstacles
    self.files = files
  }

  /// Looks at raw log and records. Blocks.
  ///
  /// - Parameter user: a name or a number.
  init(_ settings: JournalSettings, user name: String) {
    guard let identity = Identity(name) else {
      self.init(user: nil)
      return
    }
    self.init(user: name)
    for path in [settings.logFile, settings.recordFile] where FileStatus(of: path) != nil {
      files += 1
      if let closed = Self.closed(path, identity) { obstacles.append(Obstacle(path: path, closed: closed)) }
    }
  }

  /// The first thing on the way to a file that is closed to a user; `nil` where nothing is.
  private static func closed(_ path: String, _ identity: Identity) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    let file = String(cString: real)
    let directories = directories(above: file).reversed().map { (path: $0, right: 0o1 as mode_t) }
    for (place, right) in directories + [(path: file, right: 0o4)] {
      var status = stat()
      // With an access control list the mode doesn't say who may read.
      guard stat(place, &status) == 0, decklog_has_access_list(place) == 0 else { continue }
      if !identity.may(right, user: status.st_uid, group: status.st_gid, mode: status.st_mode) {
        return FileOwner(nearest: place)?.ownership
      }
    }
    return nil
  }

  /// From the nearest up to the root.
  private static func directories(above path: String) -> [String] {
    var found: [String] = []
    var path = path
    while path != "/", path != "." {
      path = Directories.split(path).directory
      found.append(path)
    }
    return found
  }
}

extension ReadRights {
  /// A user and its groups.
  struct Identity: Sendable, Hashable {
    /// The most groups of one user.
    private static let groupLimit = 65_536

    var user: uid_t
    var groups: Set<gid_t>

    init(user: uid_t, groups: Set<gid_t>) {
      self.user = user
      self.groups = groups
    }

    /// `nil` where there is no such user.
    init?(_ name: String) {
      guard
        let user = AccountDatabase.user(named: name) ?? UInt32(name).flatMap(AccountDatabase.user)
      else { return nil }
      var count = Int32(Self.groupLimit)
      var groups = [gid_t](repeating: user.group, count: Self.groupLimit)
      guard getgrouplist(user.name, user.group, &groups, &count) >= 0 else { return nil }
      self.init(user: user.id, groups: Set(groups.prefix(Int(count))))
    }

    /// Whether it has a right to something (inode(7)).
    ///
    /// - Parameter right: 4 to read, 1 to go through.
    func may(_ right: mode_t, user owner: uid_t, group: gid_t, mode: mode_t) -> Bool {
      if user == 0 { return true }
      if user == owner { return mode >> 6 & right != 0 }
      return (groups.contains(group) ? mode >> 3 : mode) & right != 0
    }
  }
}
