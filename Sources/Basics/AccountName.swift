internal import Glibc

/// The names of users and groups, as the system's databases have them.
package enum AccountName {
  /// Room for one entry of a database, in bytes; one that needs more is shown by its number.
  private static let entryLength = 65_536

  /// The name of a user, or the number where it has none.
  package static func user(_ id: UInt32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: entryLength) { memory in
      var entry = passwd()
      var result: UnsafeMutablePointer<passwd>?
      guard let base = memory.baseAddress, getpwuid_r(id, &entry, base, memory.count, &result) == 0,
        let name = result?.pointee.pw_name
      else { return String(id) }
      return String(cString: name)
    }
  }

  /// The name of a group, or the number where it has none.
  package static func group(_ id: UInt32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: entryLength) { memory in
      var entry = Glibc.group()
      var result: UnsafeMutablePointer<Glibc.group>?
      guard let base = memory.baseAddress, getgrgid_r(id, &entry, base, memory.count, &result) == 0,
        let name = result?.pointee.gr_name
      else { return String(id) }
      return String(cString: name)
    }
  }
}
