internal import Basics
import Glibc

/// Who may write where a path leads: the hint that goes with a refused permission.
package struct FileOwner: CustomStringConvertible {
  private let path: String
  private let user: String
  private let group: String
  private let mode: mode_t

  /// The owner of `path`, or of the nearest directory above it that exists.
  package init?(nearest path: String) {
    var path = path
    var status = stat()
    while stat(path, &status) != 0 {
      guard let slash = path.lastIndex(of: "/") else { return nil }
      path = slash == path.startIndex ? "/" : String(path[..<slash])
    }
    self.path = path
    user = AccountDatabase.userName(status.st_uid)
    group = AccountDatabase.groupName(status.st_gid)
    mode = status.st_mode & 0o7777
  }

  package var description: String {
    "\(ownership), and decklog runs as user \(AccountDatabase.userName(geteuid()))"
  }

  /// Whose it is, and what it allows.
  package var ownership: String {
    "\(path) belongs to \(user):\(group) with mode 0\(String(mode, radix: 8))"
  }
}
