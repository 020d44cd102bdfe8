import Foundation
import Glibc
import Testing
import TestSupport

@testable import Doctor

struct UnitTests {
  private static let framework = """
    [Unit]
    Description=a collector
    [Service]
    User=decnet
    ExecStart=/opt/decnet/bin/decnet collect --log-file /var/log/decnet/decnet.log
    """

  private let folder: ScratchDirectory

  init() throws { folder = try ScratchDirectory() }

  private var facts: UnitProbe { UnitProbe(in: [folder.file("etc"), folder.file("usr")]) }

  private func make(_ path: String, _ text: String) throws {
    let path = folder.file(path)
    let directory = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  /// A drop-in that runs a program, which is there.
  private func dropIn(_ name: String = "decklog") throws -> String {
    try make(name, "#!/bin/sh\n")
    #expect(chmod(folder.file(name), 0o755) == 0)
    return
      "[Service]\nExecStart=\nExecStart=\(folder.file(name)) collect --log-file /var/log/decnet/decnet.log\n"
  }

  @Test func `The framework's own program is not decklog`() throws {
    try make("etc/decnet-collector.service", Self.framework)
    let finding = UnitCheck().finding(facts)
    #expect(finding.verdict == .warning)
    #expect(finding.found.contains("starts /opt/decnet/bin/decnet, not decklog, by "))
    #expect(finding.advice?.contains("INSTALL_FRAMEWORK=1") == true)
  }

  @Test func `A drop-in puts decklog in its place, also after the unit was written again`() throws {
    try make("etc/decnet-collector.service.d/10-decklog.conf", try dropIn())
    for place in ["usr", "etc"] {
      try make("\(place)/decnet-collector.service", Self.framework)
      let finding = UnitCheck().finding(facts)
      #expect(finding.verdict == .ok)
      #expect(finding.found.contains("10-decklog.conf"))
      #expect(finding.advice == nil)
    }
    #expect(facts.unit("decnet-collector.service")?.user == "decnet")
  }

  @Test func `A later drop-in that overrides decklog's is named`() throws {
    try make("etc/decnet-collector.service", Self.framework)
    try make("etc/decnet-collector.service.d/10-decklog.conf", try dropIn())
    try make(
      "usr/decnet-collector.service.d/90-own.conf",
      "[Service]\nExecStart=\nExecStart=/bin/true collect\n"
    )
    let finding = UnitCheck().finding(facts)
    #expect(finding.verdict == .warning)
    #expect(finding.found.contains("90-own.conf"))
    // The first directory's file of a name hides the other's.
    try make("etc/decnet-collector.service.d/90-own.conf", "")
    #expect(UnitCheck().finding(facts).verdict == .ok)
  }

  @Test func `The shipped drop-in and unit are understood`() throws {
    var root = URL(filePath: #filePath)
    while !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path) {
      root.deleteLastPathComponent()
    }
    let name = "deploy/decnet-collector.service.d/10-decklog.conf"
    try make("etc/decnet-collector.service", Self.framework)
    try make(
      "etc/decnet-collector.service.d/10-decklog.conf",
      try String(contentsOf: root.appending(path: name), encoding: .utf8)
    )
    try make(
      "usr/decklog.service",
      try String(contentsOf: root.appending(path: "deploy/decklog.service"), encoding: .utf8)
    )
    let command = ["/usr/local/bin/decklog", "collect", "--log-file", "/var/log/decnet/decnet.log"]
    #expect(facts.units.map { Array($0.command.prefix(command.count)) } == [command, command])
    #expect(facts.units.map(\.user) == ["decnet", "decnet"])
  }

  @Test func `A missing program is a problem`() throws {
    try make("etc/decklog.service", "[Service]\nExecStart=\(folder.file("none/decklog")) collect\n")
    #expect(UnitCheck().finding(facts).verdict == .problem)
  }

  @Test func `Two units that start with the host are one too many`() throws {
    for name in ["decklog", "decnet-collector"] {
      try make("etc/\(name).service", try dropIn())
      try make("etc/multi-user.target.wants/\(name).service", "")
    }
    let finding = UnitCheck().finding(facts)
    #expect(finding.verdict == .warning)
    #expect(finding.found.contains("decnet-collector.service and decklog.service both start"))
  }

  @Test func `A complete unit with the framework's name is ok, with advice`() throws {
    try make("etc/decnet-collector.service", try dropIn())
    let finding = UnitCheck().finding(facts)
    #expect(finding.verdict == .ok)
    #expect(finding.advice?.contains("drop-in") == true)
  }

  @Test func `Masked units and other files are not units`() throws {
    #expect(UnitCheck().finding(facts).verdict == .skipped)
    try make("etc/none", "")
    // Masked, and a FIFO that would block.
    #expect(symlink("/dev/null", folder.file("etc/decklog.service")) == 0)
    #expect(mkfifo(folder.file("etc/decnet-collector.service"), 0o644) == 0)
    #expect(facts.units.isEmpty)
  }

  @Test(
    arguments: [
      ("[Service]\nExecStart=-@/a/b c\n", ["-@/a/b c"]), ("[Install]\nExecStart=/a\n", []),
      ("[Service]\n#ExecStart=/a\n; x\n ExecStart = /a \\\n  b\n", ["/a    b"]),
      ("[Service]\r\nExecStart=/a \\\r\n# x \\\r\n b\r\n", ["/a   b"]),
      ("[Service]\nExecStart=/a \\\n\n b\n", ["/a"]), ("[Service]\nExecStart=/a \\ \n b\n", ["/a \\"]),
      ("[Service]\nExecStart=/a\\\\\n b\n", ["/a\\\\"]),
      ("[Service]\nExecStart=/a\nExecStart=\n", ["/a", ""]), ("ExecStart=/a", []),
      ("[Service]\nExecStart=/a \\", ["/a"]), ("[Service]\nExecStart", []), ("[", []), ("\\", []), ("", []),
    ] as [(String, [String])]
  )
  func `A unit's lines are read as systemd reads them`(text: String, commands: [String]) {
    #expect(UnitFile(text).commands == commands)
  }

  @Test(
    arguments: [
      ("-@/a/b c", ["/a/b", "c"]), ("\"/a/b\"  'c'", ["/a/b", "c"]), ("", []), ("+!!/a", ["/a"]),
    ] as [(String, [String])]
  )
  func `A command's words have neither prefixes nor quotes`(command: String, words: [String]) {
    #expect(UnitFile.words(command) == words)
  }

  @Test(
    arguments: [
      (["/usr/local/bin/decklog", "collect"], true), (["/usr/bin/env", "decklog", "collect"], true),
      (["/opt/decnet", "collect", "--log-file", "/var/log/decklog"], false), ([], false),
    ] as [([String], Bool)]
  )
  func `Only what is run counts`(command: [String], startsDecklog: Bool) {
    let unit = UnitProbe.Unit(name: "x", path: "/x", command: command, commandPath: "/x")
    #expect(unit.startsDecklog == startsDecklog)
  }
}
