import Evidence
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Doctor

struct ReadRightsTests {
  private let folder: ScratchDirectory

  init() throws {
    folder = try ScratchDirectory()
    #expect(mkdir(folder.file("log"), 0o755) == 0)
    for name in ["log/decoy.log", "log/decoy.json"] {
      try Data("x\n".utf8).write(to: URL(filePath: folder.file(name)))
      #expect(chmod(folder.file(name), 0o644) == 0)
    }
  }

  private var settings: JournalSettings {
    JournalSettings(logFile: folder.file("log/decoy.log"), recordFile: folder.file("log/decoy.json"))
  }

  private func rights(_ user: UInt32 = Privileges.nobody) -> ReadRights {
    ReadRights(settings, user: String(user))
  }

  @Test func `Files that everyone may read are ok`() {
    #expect(rights() == ReadRights(user: "\(Privileges.nobody)", files: 2))
    #expect(FileModesCheck().finding((rights: rights(), user: "x")).verdict == .ok)
  }

  @Test func `A closed file is reported with its mode`() {
    #expect(chmod(settings.recordFile, 0o640) == 0)
    #expect(rights().obstacles.map(\.path) == [settings.recordFile])
    let finding = FileModesCheck().finding((rights: rights(), user: "x"))
    #expect(finding.verdict == .warning)
    #expect(finding.found.contains("decoy.json belongs to "))
    #expect(finding.found.contains("with mode 0640"))
  }

  @Test func `A closed directory closes all its files`() {
    #expect(chmod(folder.file("log"), 0o750) == 0)
    #expect(rights().obstacles.map(\.path) == [settings.logFile, settings.recordFile])
    #expect(rights().obstacles.first?.closed.hasPrefix("\(folder.file("log")) belongs to ") == true)
    #expect(rights(geteuid()).obstacles.isEmpty)
  }

  @Test func `Missing files are skipped`() throws {
    try FileManager.default.removeItem(atPath: folder.file("log"))
    #expect(FileModesCheck().finding((rights: rights(), user: "x")).verdict == .skipped)
  }

  @Test func `A missing user is skipped`() {
    let rights = ReadRights(settings, user: "no-such-user")
    #expect(rights == ReadRights(user: nil))
    #expect(FileModesCheck().finding((rights: rights, user: "no-such-user")).verdict == .skipped)
  }

  @Test(
    arguments: [
      (1, [9], 0o640, true), (2, [5], 0o640, true), (2, [9], 0o640, false), (2, [9], 0o604, true),
      // Only the first of owner, group and others that fits counts.
      (1, [5], 0o044, false), (2, [5], 0o604, false), (0, [], 0o000, true),
    ] as [(uid_t, Set<gid_t>, mode_t, Bool)]
  )
  func `Owner, group and others are distinguished`(user: uid_t, groups: Set<gid_t>, mode: mode_t, may: Bool) {
    let identity = ReadRights.Identity(user: user, groups: groups)
    #expect(identity.may(0o4, user: 1, group: 5, mode: S_IFREG | mode) == may)
  }
}
