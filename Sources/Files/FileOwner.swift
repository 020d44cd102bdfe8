import Glibc

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
