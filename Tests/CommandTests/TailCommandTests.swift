import Foundation
import Testing
import TestSupport

@Suite("decklog tail", .timeLimit(.minutes(Patience.minutes(5))))
struct TailCommandTests {
  private func tail(_ file: RecordFile, _ arguments: String...) throws -> CommandRun {
    try CommandRun(["tail", "--no-follow", "-f", file.logFile] + arguments)
  }

  @Test func `Shows the last ten, or as many as are wanted`() throws {
    let file = try RecordFile(30)
    let run = try tail(file)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.lines.map { $0.split(separator: " ").last } == (20..<30).map { "\($0)" })
    #expect(try tail(file, "-n", "3").lines.count == 3)
    #expect(try tail(file, "-n", "0").lines.isEmpty)
    #expect(try tail(file, "-n", "1000").lines.count == 30)
  }

  @Test func `Shows the last ones that match, each kind of filter, and all since a moment`() throws {
    let file = try RecordFile(60)
    #expect(
      try tail(file, "--service", "http", "-n", "2").lines.map {
        $0.hasSuffix("m 57") || $0.hasSuffix("m 59")
      } == [true, true]
    )
    #expect(try tail(file, "--decky", "d0", "--decky", "d1", "-n", "99").lines.count == 40)
    #expect(try tail(file, "--event", "connect").lines.isEmpty)
    #expect(try tail(file, "--attacker", "203.0.113.4", "-n", "99").lines.count == 12)
    #expect(try tail(file, "--attacker", "203.0.113.0/31", "-n", "99").lines.count == 24)
    #expect(try tail(file, "--grep", "M 5", "-n", "99").lines.count == 11)
    #expect(try tail(file, "--since", file.times[40]).lines.count == 20)
    #expect(try tail(file, "--since", file.times[40], "-n", "2").lines.count == 2)
    #expect(try tail(file, "--until", file.times[40], "-n", "99").lines.count == 40)
  }

  @Test func `Finds the last that match, and the first since, also far from the end`() throws {
    let file = try RecordFile(70_000)
    #expect(try tail(file, "--grep", "m 12").lines.last?.hasSuffix("m 12999") == true)
    #expect(try tail(file, "--grep", "m 1234 ").lines.isEmpty)
    #expect(
      try tail(file, "--decky", "d0", "--grep", "m 3", "-n", "1").lines.last?.hasSuffix("m 39999") == true
    )
    #expect(try tail(file, "--since", file.times[20_000]).lines.count == 50_000)
    #expect(try tail(file, "--since", "9w").lines.count == 70_000)
  }

  @Test func `With --json records are printed as they are, and other lines are left out`() throws {
    let file = try RecordFile(3)
    try file.append("no record")
    try file.append(#"{"timestamp":"x","decky":"","service":"","event_type":"","é":"\u00e9"}"#)
    let run = try tail(file, "--json")
    #expect(
      run.lines == file.lines + [#"{"timestamp":"x","decky":"","service":"","event_type":"","é":"\u00e9"}"#]
    )
    #expect(run.output.last == UInt8(ascii: "\n"))
  }

  @Test func `Without a terminal nothing is coloured or cut, and no control characters are written`() throws {
    let long = String(repeating: "x", count: 60_000)
    let file = try RecordFile(1, hostile: #"\u001b[31m\u202e\n"# + long)
    let line = try #require(try tail(file).lines.first)
    #expect(line.hasSuffix("\u{FFFD}[31m\u{FFFD}\u{FFFD}" + long + " 0"))
    #expect(!line.contains("\u{1B}"))
    let forced = try CommandRun(
      ["tail", "--no-follow", "-f", file.logFile],
      environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": ""]
    )
    #expect(forced.lines.first?.hasPrefix("\u{1B}[2m") == true)
  }

  @Test func `Follows what is appended, through a rotation, and ends with a signal`() async throws {
    let file = try RecordFile(3)
    let command = try DecklogProcess(["tail", "-f", file.logFile, "-n", "1"], in: file.folder.path)
    func shown(_ count: Int) async throws {
      try await eventually("\(count) lines are shown") {
        command.output.split(separator: "\n").count >= count
      }
    }
    try await shown(1)
    try file.append(file.lines[0])
    try await shown(2)
    try FileManager.default.moveItem(atPath: file.folder.file("d.json"), toPath: file.folder.file("d.json.1"))
    try file.folder.write(file.lines[1] + "\n", to: "d.json")
    try await shown(3)
    #expect(command.output.split(separator: "\n").map { $0.suffix(1) } == ["2", "0", "1"])
    #expect(command.stop() == 128 + SIGTERM)
    #expect(command.errors.isEmpty)
  }

  @Test func `Ends quietly when its reader is gone, even without events`() throws {
    let file = try RecordFile(3)
    let program = try ChildProcess.built("decklog")
    let (errors, status) = (file.folder.file("errors"), file.folder.file("status"))
    for reader in ["head -n 1", "true"] {
      try ChildProcess.run([
        "sh", "-c",
        "{ '\(program)' tail -f '\(file.logFile)' 2>'\(errors)'; echo $? >'\(status)'; } | \(reader) >/dev/null",
      ])
      #expect(try String(contentsOfFile: status, encoding: .utf8) == "0\n")
      #expect(try String(contentsOfFile: errors, encoding: .utf8).isEmpty)
    }
  }

  @Test(
    arguments: [
      (["-f", "/nowhere/d.log", "--no-follow"], 66), (["-f", "/nowhere/d.json"], 78), (["-n", "-1"], 64),
      (["-n", "1000001"], 64),
    ] as [([String], Int32)]
  )
  func `An unreadable file is reported, with its own status`(arguments: [String], status: Int32) throws {
    let run = try CommandRun(["tail"] + arguments)
    #expect(run.status == status, "\(run.errors)")
    #expect(run.output.isEmpty && !run.errors.isEmpty)
  }

  @Test func `A file that isn't there yet is waited for`() async throws {
    let folder = try ScratchDirectory()
    let command = try DecklogProcess(["tail", "-f", folder.file("d.log")], in: folder.path)
    try await eventually("it waits") { command.errors.contains("waiting") }
    let line = try RecordFile(1).lines[0]
    try folder.write(line + "\n", to: "d.json")
    try await eventually("it shows the record") { !command.output.isEmpty }
    #expect(command.output.hasSuffix("m 0\n"))
    _ = command.stop()
  }
}
