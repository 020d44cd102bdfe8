internal import Glibc

/// The groups of this system.
enum SystemGroup {
  /// The longest entry that is read, in bytes: a group can have many members.
  private static let maximumEntry = 1 << 20

  /// The number of the group `name`; `nil` if there is none.
  static func id(of name: String) -> gid_t? {
    var capacity = 1024
    while capacity <= maximumEntry {
      var entry = group()
      var found: UnsafeMutablePointer<group>?
      let result = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { room in
        getgrnam_r(name, &entry, room.baseAddress, room.count, &found)
      }
      guard result == ERANGE else { return found == nil ? nil : entry.gr_gid }
      capacity *= 4
    }
    return nil
  }
}
