import Basics
import Collector
import Evidence
import Foundation
import Glibc
import Testing
import TestSupport

@testable import decklog

/// One log, whatever path leads to it.
@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct SpelledLogTests {
  private let folder: ScratchDirectory
  private let log: String

  init() throws {
    folder = try ScratchDirectory()
    log = folder.file("decoy.log")
  }

  @Test func `A link to the log stands for the log, and the place of the records is reported`() throws {
    let link = folder.file("link.log")
    try #require(symlink("decoy.log", link) == 0)
    let reading = try SettingsReading(["-f", link])
    #expect(reading.settings.logFile == log)
    #expect(reading.settings.recordFile == folder.file("decoy.json"))
    #expect(reading.settings.journal.stateDirectory == log + ".state")
    #expect(
      reading.warnings == [
        "--log-file '\(link)': is another name of \(log); the records go to \(folder.file("decoy.json"))"
      ]
    )
  }

  @Test(arguments: ["./decoy.log", "../FOLDER/decoy.log", "directory/decoy.log"])
  func `A spelling that leaves the records where they are is not reported`(name: String) throws {
    try #require(symlink(".", folder.file("directory")) == 0)
    let base = URL(filePath: log).deletingLastPathComponent().lastPathComponent
    let reading = try SettingsReading(["-f", folder.path + "/" + name.replacing("FOLDER", with: base)])
    #expect(reading.settings.logFile == log)
    #expect(reading.warnings.isEmpty)
  }

  @Test func `A hard link in another directory is reported if no record is beside it`() throws {
    let other = try ScratchDirectory()
    let path = other.file("decoy.log")
    try folder.write("a line\n", to: "decoy.log")
    try #require(Glibc.link(log, path) == 0)
    let reading = try SettingsReading(["-f", path])
    #expect(reading.settings.logFile == path)
    #expect(reading.warnings.count == 1)
    #expect(reading.warnings.first?.hasPrefix("--log-file '\(path)': has hard links; ") == true)
    try other.write("{}\n", to: "decoy.log.ledger.jsonl")
    #expect(try SettingsReading(["-f", path]).warnings.isEmpty)
  }

  @Test func `A link to a record file is no log`() throws {
    let link = folder.file("link.log")
    try #require(symlink("decoy.json", link) == 0)
    let error = #expect(throws: SettingError.self) { try SettingsReading(["-f", link]) }
    #expect(error?.description.contains(link) == true)
  }

  @Test(arguments: ["decoy.log", "./decoy.log", "link.log", "hard.log"])
  func `A collector that is started in the log's directory goes on with its record`(name: String) async throws
  {
    try await DecklogProcess.collectNothing(into: log)
    try #require(symlink("decoy.log", folder.file("link.log")) == 0)
    try #require(Glibc.link(log, folder.file("hard.log")) == 0)
    try await DecklogProcess.collectNothing(into: log, as: name, directory: folder.path)
    let audit = try CommandRun(["audit", "-f", name], directory: folder.path)
    #expect(audit.status == 0)
    #expect(audit.lines.first == "ledger: 4 entries; compared with \(log).state")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.filter { $0.hasSuffix(".state") } == ["decoy.log.state"])
    #expect(names.filter { $0.hasSuffix(".ledger.jsonl") } == ["decoy.log.ledger.jsonl"])
    #expect(names.filter { $0.hasSuffix(".json") } == ["decoy.json"])
  }

  @Test func `A second collector is refused by any name that its files have`() async throws {
    func arguments(_ log: String) -> [String] {
      ["collect", "--log-file", log, "--docker-host", "unix:///nowhere"]
    }
    let first = try DecklogProcess(arguments(log), in: folder.path)
    try await eventually("it has begun") {
      FileManager.default.fileExists(atPath: log + ".state/checkpoint.B")
    }
    let (link, hard, sibling) = (folder.file("link.log"), folder.file("hard.log"), folder.file("decoy.txt"))
    try #require(symlink("decoy.log", link) == 0)
    try #require(Glibc.link(log, hard) == 0)
    for path in [log, link, hard, sibling] {
      let run = try CommandRun(arguments(path))
      #expect(run.status == EX_TEMPFAIL, "\(path): \(run.errors)")
      #expect(run.errors.contains("is in use by "), "\(path): \(run.errors)")
    }
    // A link from elsewhere to a file that decklog has begun under another name.
    let other = try ScratchDirectory()
    try #require(Glibc.link(log, other.file("other.log")) == 0)
    let run = try CommandRun(arguments(other.file("other.log")))
    #expect(run.status == EX_TEMPFAIL, "\(run.errors)")
    #expect(first.stop() == 0)
  }
}
