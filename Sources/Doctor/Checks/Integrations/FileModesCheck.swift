internal import Basics
internal import CDecklog
internal import Evidence
import Files
internal import Glibc

/// Whether the framework's API may read the files.
struct FileModesCheck: Check {
  let name = "file-modes"

  func probe(_ survey: Survey) async throws(Late) -> (rights: ReadRights, user: String) {
    let journal = survey.journal
    let user = (try? await survey.units)?.apiUser ?? survey.settings.places.apiUser
    return try await TimeLimit.blocking(journal.logFile) { (ReadRights(journal, user: user), user) }
  }

  /// - Parameter probe: the rights, and the user asked for, who need not exist.
  func judge(_ probe: (rights: ReadRights, user: String)) -> Finding? {
    let rights = probe.rights
    guard let user = rights.user.map(NameList.name) else {
      return .skipped("there is no user \(NameList.name(probe.user)), as whom an API would read")
    }
    guard rights.files > 0 else { return .skipped("none of the files exists yet") }
    guard let first = rights.obstacles.first else { return .ok("user \(user) may read the files") }
    return .warning(
      "the framework's API, user \(user), may not read \(NameList.paths(rights.obstacles.map(\.path))):"
        + " \(first.closed)",
      advice:
        "Run the collector as that user or in its group, or `sudo chgrp GROUP` and `sudo chmod g+r` (`g+x` for a"
        + " directory) with that user's group. decklog creates files with mode 0640; copy-and-truncate keeps the mode."
    )
  }
}

/// Which files of the record a user may not read, by owner, group and mode.
struct ReadRights: Sendable, Hashable {
  /// What keeps the user from reading a file.
  struct Obstacle: Sendable, Hashable {
    var path: String
    /// The file, or the directory on the way to it, that is closed, with its owner, group and mode.
    var closed: String
  }

  /// A user and its groups.
  struct Identity: Sendable, Hashable {
    /// The most groups of one user.
    private static let groupLimit = 65_536

    var user: uid_t
    var groups: Set<gid_t>
  }

  /// `nil` if there is no such user.
  var user: String?
  var obstacles: [Obstacle] = []
  /// How many of the files exist.
  var files = 0
}

extension ReadRights {
  /// Looks at raw log and records, for a user by name or ID. Blocks.
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

  /// The first directory on the way to a file, or the file itself, that is closed to a user; `nil` if none is.
  private static func closed(_ path: String, _ identity: Identity) -> String? {
    guard let real = Directories.resolved(path) else { return nil }
    var places = [(path: real, right: 0o4 as mode_t)]
    while let path = places.last?.path, path != "/", path != "." {
      places.append((Directories.split(path).directory, 0o1))
    }
    for (place, right) in places.reversed() {
      var status = stat()
      // With an access control list, the mode doesn't decide.
      guard stat(place, &status) == 0, decklog_has_access_list(place) == 0 else { continue }
      if !identity.may(right, user: status.st_uid, group: status.st_gid, mode: status.st_mode) {
        return FileOwner(nearest: place)?.ownership
      }
    }
    return nil
  }
}

extension ReadRights.Identity {
  /// `nil` if there is no such user.
  init?(_ name: String) {
    guard
      let user = AccountDatabase.user(named: name) ?? UInt32(name).flatMap(AccountDatabase.user)
    else { return nil }
    var count = Int32(Self.groupLimit)
    var groups = [gid_t](repeating: user.group, count: Self.groupLimit)
    guard getgrouplist(user.name, user.group, &groups, &count) >= 0 else { return nil }
    self.init(user: user.id, groups: Set(groups.prefix(Int(count))))
  }

  /// Whether a mode grants it a right (inode(7)): 4 to read, 1 to traverse.
  func may(_ right: mode_t, user owner: uid_t, group: gid_t, mode: mode_t) -> Bool {
    if user == 0 { return true }
    if user == owner { return mode >> 6 & right != 0 }
    return (groups.contains(group) ? mode >> 3 : mode) & right != 0
  }
}
