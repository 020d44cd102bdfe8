import Foundation
import Testing
import TestSupport

@Suite(
  "decklog top in a terminal",
  .enabled(if: TmuxSession.isWanted),
  .timeLimit(.minutes(Patience.minutes(5)))
)
struct TopTerminalTests {
  /// Starts the view between two looks at the terminal's mode.
  private func start(_ session: TmuxSession) async throws {
    try session.type("stty -g > before; decklog top -f d.log; echo status=$?; stty -g > after")
    try await session.wait(for: "view") { $0.first?.hasPrefix("decklog top") == true }
  }

  /// The terminal is as the shell had it.
  private func expectGivenBack(
    _ session: TmuxSession,
    _ folder: RecordFolder,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await session.waitForStatus(0, sourceLocation: sourceLocation)
    try await session.wait(for: "prompt", sourceLocation: sourceLocation) { $0.last { $0 != "" } == "$" }
    #expect(try folder.text("before") == folder.text("after"), sourceLocation: sourceLocation)
    #expect(
      try session.value("#{alternate_on} #{cursor_flag} #{wrap_flag}") == "0 1 1",
      sourceLocation: sourceLocation
    )
    #expect(try session.screen().contains { $0.contains("decklog top -f") }, sourceLocation: sourceLocation)
  }

  @Test func `Shows events, even hostile ones, at any size, and restores the terminal`() async throws {
    let folder = try RecordFolder()
    let session = try TmuxSession(columns: 80, rows: 24, in: folder)
    defer { session.end() }
    let title = try session.value("#{pane_title}")
    try folder.append(attacker: "203.0.113.9")
    try await start(session)
    try await session.wait(for: "the first attacker") { $0.contains { $0.hasPrefix("203.0.113.9 ") } }
    #expect(try session.value("#{alternate_on} #{cursor_flag} #{wrap_flag}") == "1 0 0")
    try folder.appendHostile()
    for _ in 0..<3 { try folder.append(attacker: "198.51.100.7", decky: "web-01") }
    let screen = try await session.wait(for: "the second attacker") {
      $0.contains { $0.range(of: "^198\\.51\\.100\\.7 +3 +1 ", options: .regularExpression) != nil }
    }
    #expect(screen.count == 25 && screen[0].hasPrefix("decklog top") && screen[23].hasPrefix("q quit"))
    #expect(screen.contains { $0.hasPrefix("1>ATTACKERS (10)") })
    for (columns, rows) in [(40, 12), (200, 60), (10, 3), (80, 24)] {
      try await session.resize(columns: columns, rows: rows)
      let screen = try await session.wait(for: "\(columns)x\(rows)") {
        $0.count == rows + 1 && $0[0].hasPrefix("decklog t") && (rows < 4 || $0[rows - 1].hasPrefix("q quit"))
      }
      #expect(columns < 40 || screen.contains { $0.hasPrefix("198.51.100.7 ") })
    }
    #expect(try session.value("#{pane_title}") == title)
    try session.press("q")
    try await expectGivenBack(session, folder)
  }

  @Test func `Responds to its keys`() async throws {
    let folder = try RecordFolder()
    let session = try TmuxSession(columns: 80, rows: 24, in: folder)
    defer { session.end() }
    try folder.append(attacker: "203.0.113.9")
    try await start(session)
    try session.press("?")
    try await session.wait(for: "help") { $0.contains { $0.hasPrefix("q, Ctrl-C") } }
    try session.press("Escape")
    try await session.wait(for: "panels") { $0.contains { $0.hasPrefix("1>ATTACKERS") } }
    try session.press("Tab")
    try await session.wait(for: "the next panel") { $0.contains { $0.contains("2>DECKIES") } }
    try session.press("Left", "6", "Enter")
    try await session.wait(for: "one panel") { screen in
      screen.contains { $0.hasPrefix("6>LAST EVENTS") } && !screen.contains { $0.contains("DECKIES") }
    }
    try session.press("Enter", "p")
    try await session.wait(for: "pause") { $0[0].contains("paused") }
    try folder.append(attacker: "198.51.100.7")
    try await session.resize(columns: 100, rows: 30)
    let still = try await session.wait(for: "another size") { $0.count == 31 && $0[29].hasPrefix("q quit") }
    #expect(!still.contains { $0.contains("198.51.100.7") })
    try session.press("p")
    try await session.wait(for: "what came meanwhile") { $0.contains { $0.contains("198.51.100.7") } }
    try session.press("C-c")
    try await expectGivenBack(session, folder)
  }

  @Test func `Restores the terminal while it is stopped`() async throws {
    let folder = try RecordFolder()
    let session = try TmuxSession(columns: 80, rows: 24, in: folder)
    defer { session.end() }
    try folder.append(attacker: "203.0.113.9")
    try session.type("stty -g > before; decklog top -f d.log")
    try await session.wait(for: "view") { $0.contains { $0.hasPrefix("203.0.113.9 ") } }
    try session.press("C-z")
    try await session.wait(for: "prompt") {
      $0.contains { $0.contains("Stopped") } && $0.last { $0 != "" } == "$"
    }
    #expect(try session.value("#{alternate_on} #{cursor_flag} #{wrap_flag}") == "0 1 1")
    try session.type("stty -g > stopped; fg; echo status=$?; stty -g > after")
    try await session.wait(for: "view again") { $0.contains { $0.hasPrefix("203.0.113.9 ") } }
    #expect(try folder.text("before") == folder.text("stopped"))
    #expect(try session.value("#{alternate_on} #{cursor_flag} #{wrap_flag}") == "1 0 0")
    try session.press("q")
    try await expectGivenBack(session, folder)
  }

  @Test(
    arguments: ["TERM", "INT", "HUP", "QUIT"]
  )
  func `Signals that end it, and a terminal that stopped it from outside, leave the terminal as it was`(
    name: String
  ) async throws {
    let folder = try RecordFolder()
    let session = try TmuxSession(columns: 80, rows: 24, in: folder)
    defer { session.end() }
    try session.type(
      "stty -g > before; sh -c 'echo $$ > pid; exec decklog top -f d.log'; echo status=$?; stty -g > after"
    )
    try await session.wait(for: "view") { $0.first?.hasPrefix("decklog top") == true }
    let process = try folder.text("pid").trimmingCharacters(in: .newlines)
    try #require(
      Int32(process).map {
        kill($0, name == "TERM" ? SIGTERM : name == "INT" ? SIGINT : name == "HUP" ? SIGHUP : SIGQUIT)
      } == 0
    )
    try await expectGivenBack(session, folder)
  }

  @Test func `Prints and exits without a terminal, or with --once`() async throws {
    let folder = try RecordFolder()
    let session = try TmuxSession(columns: 80, rows: 24, in: folder)
    defer { session.end() }
    try folder.append(attacker: "203.0.113.9")
    try session.type("decklog top -f d.log | cat; TERM=dumb decklog top -f d.log --once; echo status=$?")
    try await session.waitForStatus(0)
    let screen = try session.screen()
    #expect(try session.value("#{alternate_on}") == "0")
    #expect(screen.count { $0.hasPrefix("203.0.113.9 ") } >= 1)
  }
}
