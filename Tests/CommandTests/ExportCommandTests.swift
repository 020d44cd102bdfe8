import Foundation
import Testing
import TestSupport

@Suite("decklog export", .timeLimit(.minutes(Patience.minutes(5))))
struct ExportCommandTests {
  private func export(_ file: RecordFile, _ arguments: String...) throws -> CommandRun {
    try CommandRun(["export", "-f", file.logFile] + arguments)
  }

  private func age(_ path: String, seconds: Double) throws {
    let time = Date(timeIntervalSinceNow: -seconds)
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
  }

  @Test func `Writes the records as they stand, from the oldest file to the newest, compressed or not`()
    throws
  {
    let file = try RecordFile(9)
    let folder = file.folder
    try folder.write(file.lines[0..<3].map { $0 + "\n" }.joined(), to: "d.json.2")
    try folder.write(file.lines[3..<6].map { $0 + "\n" }.joined(), to: "d.json.1")
    try folder.write(file.lines[6..<9].map { $0 + "\n" }.joined(), to: "d.json")
    try age(folder.file("d.json.2"), seconds: 7200)
    try age(folder.file("d.json.1"), seconds: 3600)
    // It keeps the time.
    try ChildProcess.run(["gzip", folder.file("d.json.2")])
    let run = try export(file)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.lines == file.lines)
  }

  @Test func `Writes only matching records, and reports invalid lines`() throws {
    let file = try RecordFile(20)
    try file.append("no record")
    let run = try export(file, "--service", "http", "--decky", "d1")
    #expect(
      run.lines == file.lines.enumerated().filter { $0.offset % 2 == 1 && $0.offset % 3 == 1 }.map(\.element)
    )
    #expect(run.errors == "decklog: 1 lines are not records and were skipped\n")
  }

  @Test func `Writes documents of the Elastic Common Schema`() throws {
    let file = try RecordFile(3)
    let documents = try export(file, "--format", "ecs").lines.map { line in
      try FoundationJSON.object(line)
    }
    #expect(documents.map { $0["message"] as? String } == ["m 0", "m 1", "m 2"])
    #expect(documents.map { ($0["host"] as? [String: String])?["name"] } == ["d0", "d1", "d2"])
  }

  @Test func `Writes comma-separated values below their names`() throws {
    let file = try RecordFile(2)
    let run = try export(file, "--format", "csv")
    let rows = String(decoding: run.output, as: UTF8.self).components(separatedBy: "\r\n")
    #expect(rows.count == 4 && rows[3].isEmpty)
    #expect(rows[0].hasPrefix("time,timestamp,decky,service,event_type,attacker_ip,"))
    #expect(rows[1].contains(",d0,ssh,login_attempt,203.0.113.0,"))
  }

  @Test func `Writes a new file, and never over one that is there`() throws {
    let file = try RecordFile(2)
    let path = file.folder.file("out.ndjson")
    let run = try export(file, "-o", path)
    #expect(run.status == 0 && run.output.isEmpty && run.errors == "decklog: 2 records written\n")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == file.lines.map { $0 + "\n" }.joined())
    let again = try export(file, "-o", path)
    #expect(again.status == 73)
    #expect(again.errors.hasSuffix("out.ndjson: File exists; existing files are not overwritten\n"))
    #expect(try export(file, "-o", file.folder.file("none/x")).status == 73)
  }

  @Test(
    arguments: [
      (["--format", "xml"], "ndjson"), (["--since", "soon"], "15m"),
      (["--attacker", "nobody"], "203.0.113.0/24"),
    ]
  )
  func `Says what it expects`(arguments: [String], expected: String) throws {
    let run = try CommandRun(["export", "-f", "/nonexistent/d.log"] + arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(expected))
  }

  @Test func `A missing record file is reported`() throws {
    let run = try CommandRun(["export", "-f", "/nonexistent/d.log"])
    #expect(run.status == 66)
    #expect(run.errors.contains("/nonexistent/d.json: No such file or directory"))
  }
}
