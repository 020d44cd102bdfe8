import Testing
import TestSupport

@Suite("decklog top, once", .timeLimit(.minutes(Patience.minutes(5))))
struct TopCommandTests {
  @Test func `Counts the window, and what a filter wants of it`() throws {
    let file = try RecordFile(200)
    let all = try CommandRun(["top", "-f", file.logFile])
    #expect(all.status == 0 && all.errors.isEmpty)
    #expect(all.lines.first?.hasPrefix("window 15m  records 200  not read 0") == true)
    #expect(all.lines.contains { $0.hasPrefix("203.0.113.0        40        3") })
    let part = try CommandRun(["top", "-f", file.logFile, "--once", "--service", "ssh", "--window", "60s"])
    #expect(part.lines.first?.hasPrefix("window 1m  records 100") == true)
    #expect(part.lines.contains { $0.hasPrefix("ssh ") && !$0.contains("100") })
    #expect(!part.lines.contains { $0.hasPrefix("http ") })
  }

  @Test(
    arguments: [
      (["--window", "59s"], 64), (["--window", "8d"], 64), (["--window", "2026-11-24"], 64),
      (["--window", "x"], 64), (["-f", "/nowhere/d.log"], 66),
    ] as [([String], Int32)]
  )
  func `An invalid window and a missing file are reported`(arguments: [String], status: Int32) throws {
    let run = try CommandRun(["top"] + arguments)
    #expect(run.status == status, "\(run.errors)")
    #expect(run.output.isEmpty && !run.errors.isEmpty)
  }
}
