import Testing

@Suite("decklog's command line")
struct CommandLineTests {
  @Test func `--version says which version it is`() throws {
    let run = try CommandRun(["--version"])
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.lines.count == 1)
    #expect(
      try #require(run.lines.first).wholeMatch(of: /decklog [0-9]+\.[0-9]+\.[0-9]+( \([0-9a-f]+\+?\))?/)
        != nil
    )
  }

  @Test func `--help names the commands`() throws {
    let run = try CommandRun(["--help"])
    #expect(run.status == 0)
    #expect(run.lines.contains { $0.contains("parse") })
  }

  @Test(
    arguments: [["--nonsense"], ["parse", "--nonsense"]]
  )
  func `An unknown option is reported as a usage error`(arguments: [String]) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("--nonsense"))
  }
}
