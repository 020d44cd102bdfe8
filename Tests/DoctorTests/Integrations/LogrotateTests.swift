import Evidence
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Doctor

struct LogrotateTests {
  private static let renames = "{\n  daily\n  rotate 3\n}\n"
  private static let copies = "{\n  daily\n  copytruncate\n}\n"

  private let folder: ScratchDirectory

  init() throws {
    folder = try ScratchDirectory()
    #expect(mkdir(folder.file("d"), 0o755) == 0)
    try make("logrotate.conf", "# for all\nweekly\ncreate\ninclude \(folder.file("d"))\n")
  }

  private var settings: JournalSettings {
    JournalSettings(logFile: folder.file("decoy.log"), recordFile: folder.file("decoy.json"))
  }

  private var facts: LogrotateProbe { LogrotateProbe(settings, reading: folder.file("logrotate.conf")) }

  private func make(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
  }

  private func finding(_ units: UnitProbe = UnitProbe(units: [])) -> Finding {
    LogrotateCheck().finding((settings: facts, units: units))
  }

  @Test func `A stanza that renames the records is found with its line`() throws {
    try make("d/decoys", "/var/log/other.log \(Self.copies)\n\(folder.path)/*.json\n\(Self.renames)")
    #expect(finding().verdict == .warning)
    #expect(finding().found.contains("decoy.json is renamed, by \(folder.file("d/decoys")):6"))
    #expect(finding().advice?.contains("copytruncate") == true)
  }

  @Test func `Copied and truncated records are ok`() throws {
    try make("d/decoys", "\(folder.file("decoy.json")) \(Self.copies)")
    #expect(finding().verdict == .ok)
    #expect(finding().found.contains("copied and truncated"))
  }

  @Test func `With decklog's own unit and no framework, renaming is ok`() throws {
    try make("d/decoys", "\(folder.file("decoy.json")) \(Self.renames)")
    let own = UnitProbe.Unit(name: "decklog.service", path: "/x", commandPath: "/x")
    let framework = UnitProbe.Unit(name: "decnet-collector.service", path: "/x", commandPath: "/x")
    #expect(finding(UnitProbe(units: [own])).verdict == .ok)
    #expect(finding(UnitProbe(units: [own, framework])).verdict == .warning)
  }

  @Test func `A stanza that ignores duplicates names no file twice`() throws {
    try make("d/a", "\(folder.path)/*.json \(Self.copies)")
    try make("d/b", "\(folder.path)/*.json {\n  ignoreduplicates\n}\n")
    #expect(finding().verdict == .ok)
  }

  @Test func `Two stanzas for one file are a problem, whichever way they name it`() throws {
    try make("d/framework", "\(folder.path)/*.log \(Self.copies)")
    #expect(finding().verdict == .skipped)
    try make("d/other", "\"\(folder.path)/d/../decoy.log\" \(folder.file("decoy.log")) \(Self.renames)")
    #expect(finding().verdict == .problem)
    #expect(finding().found.contains("decoy.log is in several stanzas"))
    #expect(finding().found.contains("framework:1") && finding().found.contains("other:1"))
  }

  @Test func `Of the shipped stanzas only the framework's fit beside the framework`() throws {
    var root = URL(filePath: #filePath)
    while !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path) {
      root.deleteLastPathComponent()
    }
    func shipped(_ name: String) throws -> String {
      try String(contentsOf: root.appending(path: "deploy/\(name)"), encoding: .utf8)
        .replacing("/var/log/decnet/decnet", with: folder.file("decoy"))
    }
    try make("d/framework", "\(folder.path)/*.log \(Self.copies)")
    try make("d/decklog", try shipped("logrotate-framework"))
    #expect(finding().verdict == .ok)
    #expect(
      facts.matches.map(\.path).sorted()
        == [settings.recordFile, settings.logFile, settings.ledgerFile].sorted()
    )
    try make("d/decklog", try shipped("logrotate"))
    #expect(finding().verdict == .problem)
  }

  @Test func `Defaults apply to stanzas without a setting of their own`() throws {
    try make("logrotate.conf", "copytruncate\ninclude \(folder.file("d"))\n")
    try make("d/a", "nocopytruncate\n")
    try make("d/decoys", "\(folder.file("decoy.json")) \(Self.renames)")
    #expect(finding().verdict == .ok)
    try make("d/decoys", "\(folder.file("decoy.json")) {\n nocopytruncate\n}\n")
    #expect(finding().verdict == .warning)
  }

  @Test func `Scripts are no settings`() throws {
    let script = "{\n  postrotate\n    copytruncate\n    }\n    /x {\n  endscript\n}\n"
    try make("d/decoys", "\(folder.file("decoy.json")) \(script)\(folder.file("decoy.log")) \(Self.copies)")
    #expect(facts.matches.map(\.way.renames) == [true, false])
  }

  @Test func `Files that logrotate skips are skipped`() throws {
    for name in ["a.dpkg-old", "b~", ".hidden", "c.swp"] {
      try make("d/\(name)", "\(folder.file("decoy.json")) \(Self.renames)")
    }
    #expect(facts.matches.isEmpty)
    #expect(finding().verdict == .skipped)
  }

  @Test func `Unreadable and too deeply nested files are reported, not read`() throws {
    try make("d/a", "include \(folder.file("logrotate.conf"))\n")
    #expect(mkfifo(folder.file("d/b"), 0o644) == 0)
    #expect(symlink("/dev/zero", folder.file("d/c")) == 0)
    #expect(symlink(folder.file("d/d"), folder.file("d/d")) == 0)
    try make("d/decoys", "\(folder.file("decoy.json")) \(Self.copies)")
    let facts = facts
    #expect(facts.unread.contains(folder.file("d/b")))
    #expect(facts.unread.contains(folder.file("d/c")))
    #expect(facts.unread.contains(folder.file("logrotate.conf")) || facts.unread.contains(folder.file("d")))
    // Once for itself and once by way of the file that includes all again.
    #expect(facts.matches.count == 2)
  }

  @Test func `A pattern that would take too long is not matched`() throws {
    let pattern = folder.path + "/" + String(repeating: "*o", count: LogrotateProbe.asteriskLimit + 1)
    try make("d/decoys", "\(pattern) \(Self.renames)")
    #expect(facts.matches.isEmpty)
  }

  @Test func `Without logrotate's settings the check is skipped`() throws {
    try FileManager.default.removeItem(atPath: folder.file("logrotate.conf"))
    #expect(finding() == .skipped("logrotate has no settings here"))
  }

  @Test(
    arguments: [
      ("/a /b\n/c\n{\n}\n", [["/a", "/b", "/c"]]), ("/a{\n}\n", [["/a"]]), ("\"/a b\" {\n}\n", [["/a b"]]),
      ("/a { daily\n}\n/b {\n}", [["/a"], ["/b"]]), ("/a {\n daily\n", []), ("}\n{\n}\n", [[]]), ("", []),
      ("# /a {\n/b {\n#}\n}\n", [["/b"]]), ("/a {\n prerotate\n /b {\n", []), ("\"", []), ("/a", []),
    ] as [(String, [[String]])]
  )
  func `Stanzas are read as logrotate reads them`(text: String, patterns: [[String]]) {
    let found = LogrotateFile(text, .init()).items.compactMap { item in
      if case .stanza(let stanza) = item { stanza.patterns } else { nil }
    }
    #expect(found == patterns)
  }
}
