import Foundation
import Glibc
import Testing
import TestSupport

@testable import Collector

struct StateFilePermissionTests {
  private let directory: ScratchDirectory
  private let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("decnet-state.json")
    let text = #"{"config": {"deckies": [{"name": "omega", "services": ["ssh"]}]}}"#
    try Data(text.utf8).write(to: URL(filePath: path))
    chmod(directory.path, 0o755)
    chmod(path, 0o644)
  }

  @Test func `An unreadable file is logged once, and the names stay`() throws {
    var file = StateFile(path: path)
    try Privileges.withoutRightToFiles { #expect(file.refresh() == .changed) }
    try Data("{}".utf8).write(to: URL(filePath: path))
    chmod(path, 0)
    try Privileges.withoutRightToFiles {
      guard case .unreadable(let message) = file.refresh() else {
        Issue.record("it was read")
        return
      }
      #expect(message.hasPrefix("state file \(path): "))
      #expect(file.refresh() == .unchanged)
    }
    #expect(file.containers == ["omega-ssh"])
  }

  @Test func `An inaccessible directory is logged once, and the names stay`() throws {
    var file = StateFile(path: path)
    try Privileges.withoutRightToFiles { #expect(file.refresh() == .changed) }
    chmod(directory.path, 0)
    try Privileges.withoutRightToFiles {
      let reason = "state file \(path): Permission denied"
      #expect(file.refresh() == .unreadable(reason))
      #expect(file.refresh() == .unchanged)
    }
    chmod(directory.path, 0o755)
    #expect(file.containers == ["omega-ssh"])
    try Privileges.withoutRightToFiles { #expect(file.refresh() == .unchanged) }
  }

  @Test func `A file is read as soon as it may be`() throws {
    chmod(path, 0)
    var file = StateFile(path: path)
    try Privileges.withoutRightToFiles { #expect(file.refresh() != .unchanged) }
    chmod(path, 0o644)
    try Privileges.withoutRightToFiles { #expect(file.refresh() == .changed) }
    #expect(file.containers == ["omega-ssh"])
  }
}
