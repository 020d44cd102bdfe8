internal import Files
import Glibc

/// Who may open a UNIX socket, for the operator to know when this process may not.
package struct SocketOwnership: Equatable, Sendable {
  package var owner: String
  package var group: String
  /// The permission bits, as `stat` has them.
  package var mode: UInt32

  package init(owner: String, group: String, mode: UInt32) {
    self.owner = owner
    self.group = group
    self.mode = mode
  }

  /// Inspects a socket; `nil` if this process can't reach it.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(
      owner: AccountDatabase.userName(status.st_uid),
      group: AccountDatabase.groupName(status.st_gid),
      mode: status.st_mode & 0o7777
    )
  }

  /// One line for the operator. Connecting to a UNIX socket requires write permission.
  package static func permissionMessage(path: String, _ ownership: Self?) -> String {
    guard let ownership else {
      return "permission denied: this user can't reach \(path); a parent directory is not accessible"
    }
    let mode = "0" + String(ownership.mode, radix: 8)
    let belongs = "permission denied: \(path) belongs to \(ownership.owner):\(ownership.group) (\(mode))"
    if ownership.mode & 0o020 != 0 { return "\(belongs); run as a member of group \(ownership.group)" }
    return "\(belongs); only user \(ownership.owner) may open it"
  }
}
