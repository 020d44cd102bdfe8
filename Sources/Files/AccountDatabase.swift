package import Glibc

/// Looks up users and groups (getpwnam_r(3), getgrnam_r(3)). Safe on any thread.
package enum AccountDatabase {
  package struct User: Sendable, Hashable {
    package let name: String
    package let id: uid_t
    /// The primary group.
    package let group: gid_t

    init(_ entry: passwd) {
      name = String(cString: entry.pw_name)
      id = entry.pw_uid
      group = entry.pw_gid
    }
  }

  /// The first and the largest buffer for an entry, in bytes. A group can have many members.
  private static let (leastRoom, mostRoom) = (1024, 1 << 20)

  package static func user(named name: String) -> User? {
    find(passwd(), User.init) { getpwnam_r(name, $0, $1, $2, $3) }
  }

  package static func user(_ id: uid_t) -> User? {
    find(passwd(), User.init) { getpwuid_r(id, $0, $1, $2, $3) }
  }

  package static func group(named name: String) -> gid_t? {
    find(Glibc.group(), \.gr_gid) { getgrnam_r(name, $0, $1, $2, $3) }
  }

  /// A user's name for messages; the ID if it has none.
  package static func userName(_ id: uid_t) -> String { user(id)?.name ?? String(id) }

  /// A group's name for messages; the ID if it has none.
  package static func groupName(_ id: gid_t) -> String {
    find(Glibc.group(), { String(cString: $0.gr_name) }) {
      getgrgid_r(id, $0, $1, $2, $3)
    } ?? String(id)
  }

  /// Looks up an entry, growing the buffer as needed.
  ///
  /// - Parameter value: maps the entry; its pointers are valid only during this call.
  private static func find<Entry, Value>(
    _ empty: Entry,
    _ value: (Entry) -> Value,
    _ lookUp: (
      UnsafeMutablePointer<Entry>, UnsafeMutablePointer<CChar>, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
    ) -> Int32
  ) -> Value? {
    var room = leastRoom
    while room <= mostRoom {
      var entry = empty
      var found: UnsafeMutablePointer<Entry>?
      let (code, result) = withUnsafeTemporaryAllocation(of: CChar.self, capacity: room) { memory in
        guard let base = memory.baseAddress else { return (ENOMEM, Value?.none) }
        let code = lookUp(&entry, base, memory.count, &found)
        return (code, found.map { value($0.pointee) })
      }
      guard code == ERANGE else { return result }
      room *= 4
    }
    return nil
  }
}

/// Owner and mode of a path: a hint for messages about a refused permission.
package struct FileOwner: CustomStringConvertible {
  package let ownership: String

  /// The owner of `path`, or of the nearest existing directory above it.
  package init?(nearest path: String) {
    var path = path
    var status = stat()
    while stat(path, &status) != 0 {
      guard let slash = path.lastIndex(of: "/") else { return nil }
      path = slash == path.startIndex ? "/" : String(path[..<slash])
    }
    let user = AccountDatabase.userName(status.st_uid)
    let group = AccountDatabase.groupName(status.st_gid)
    let mode = String(status.st_mode & 0o7777, radix: 8)
    ownership = "\(path) belongs to \(user):\(group) with mode 0\(mode)"
  }

  package var description: String {
    "\(ownership), and decklog runs as user \(AccountDatabase.userName(geteuid()))"
  }
}
