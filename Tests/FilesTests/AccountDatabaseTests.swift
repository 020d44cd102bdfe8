import Files
import Foundation
import Testing

struct AccountDatabaseTests {
  /// Fields of a database's lines: what the system's own functions read.
  private static func entries(_ path: String) throws -> [[Substring]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ":", omittingEmptySubsequences: false) }
      .filter { $0.count > 3 && !$0[0].isEmpty && !["+", "-", "#"].contains($0[0].prefix(1)) }
  }

  @Test func `Concurrent callers each get their own answer`() async throws {
    let users = try Self.entries("/etc/passwd").compactMap { entry in
      UInt32(entry[2]).map { (name: String(entry[0]), id: $0) }
    }
    try #require(users.count > 1)
    await withTaskGroup { group in
      for number in 0..<8 {
        group.addTask {
          for round in 0..<400 {
            let user = users[(number + round) % users.count]
            let found = AccountDatabase.user(named: user.name)
            #expect(found?.name == user.name && found?.id == user.id)
            // Several names may share a number.
            #expect(AccountDatabase.user(user.id)?.id == user.id)
          }
        }
      }
    }
  }

  @Test func `Groups are found by name, and named by number`() throws {
    let groups = try Self.entries("/etc/group").filter { UInt32($0[2]) != nil }
    try #require(!groups.isEmpty)
    for entry in groups {
      #expect(AccountDatabase.group(named: String(entry[0])) == UInt32(entry[2]))
    }
    #expect(AccountDatabase.groupName(0) == "root")
  }

  @Test func `What the databases lack is shown by its number`() {
    #expect(AccountDatabase.user(named: "no-such-user-here") == nil)
    #expect(AccountDatabase.group(named: "no-such-group-here") == nil)
    #expect(AccountDatabase.userName(4_000_000_001) == "4000000001")
    #expect(AccountDatabase.groupName(4_000_000_001) == "4000000001")
  }
}
