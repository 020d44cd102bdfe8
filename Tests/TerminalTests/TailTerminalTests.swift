import Foundation
import Testing
import TestSupport

@Suite(
  "decklog tail in a terminal",
  .enabled(if: TmuxSession.isWanted),
  .timeLimit(.minutes(Patience.minutes(5)))
)
struct TailTerminalTests {
  private static func isEvent(_ line: String) -> Bool {
    line.range(of: "^[0-9]{2}:[0-9]{2}:[0-9]{2} ", options: .regularExpression) != nil
  }

  @Test func `Shows each event on one line of the terminal, whatever is in it and whatever size that has`()
    async throws
  {
    let folder = try RecordFolder()
    let session = try TmuxSession(columns: 80, rows: 24, in: folder)
    defer { session.end() }
    let title = try session.value("#{pane_title}")
    try folder.appendHostile()
    try folder.append(attacker: "203.0.113.1")
    try session.type("stty -g > before; clear; decklog tail -f d.log; echo status=$?; stty -g > after")
    let screen = try await session.wait(for: "the last event") { $0.contains { $0.contains("203.0.113.1 ") } }
    #expect(screen.count(where: Self.isEvent) == 9)
    #expect(screen.filter { $0 != "" }.count == 9)
    try await session.resize(columns: 50, rows: 30)
    try folder.appendHostile()
    try folder.append(attacker: "203.0.113.2")
    let narrow = try await session.wait(for: "the next event") { $0.contains { $0.contains("203.0.113.2 ") } }
    #expect(narrow.count { $0.contains("203.0.113.") } == 2)
    let index = try #require(narrow.firstIndex { $0.contains("203.0.113.2 ") })
    #expect(narrow[(index - 8)...index].allSatisfy(Self.isEvent))
    #expect(try session.value("#{alternate_on} \(title)") == "0 " + session.value("#{pane_title}"))
    try session.press("C-c")
    try await session.waitForStatus(130)
    try await session.wait(for: "prompt") { $0.last { $0 != "" } == "$" }
    #expect(try folder.text("before") == folder.text("after"))
  }

  @Test func `A terminal that is stopped for a while loses nothing`() async throws {
    let folder = try RecordFolder()
    let session = try TmuxSession(columns: 80, rows: 24, in: folder)
    defer { session.end() }
    try session.type("clear; decklog tail -f d.log")
    try folder.append(attacker: "203.0.113.1")
    try await session.wait(for: "the first event") { $0.contains { $0.contains("203.0.113.1 ") } }
    try session.press("C-s")
    for number in 2...20 { try folder.append(attacker: "203.0.113.\(number)") }
    try session.press("C-q")
    let screen = try await session.wait(for: "the last event") {
      $0.contains { $0.contains("203.0.113.20 ") }
    }
    let numbers = screen.filter(Self.isEvent).compactMap {
      $0.split(separator: " ").dropFirst().first.map(String.init)
    }
    #expect(numbers == (1...20).map { "203.0.113.\($0)" })
    try session.press("C-c")
  }
}
