import Testing

@Suite("decklog's command line")
struct CommandLineTests {
  @Test("--version says which version it is")
  func version() throws {
    let run = try CommandRun(["--version"])
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.lines.count == 1)
    #expect(
      try #require(run.lines.first).wholeMatch(of: /decklog [0-9]+\.[0-9]+\.[0-9]+( \([0-9a-f]+\+?\))?/)
        != nil
    )
  }

  @Test("--help names the commands")
  func help() throws {
    let run = try CommandRun(["--help"])
    #expect(run.status == 0)
    #expect(run.lines.contains { $0.contains("parse") })
  }

  @Test(
    "an unknown option is reported as a usage error",
    arguments: [["--nonsense"], ["parse", "--nonsense"]]
  )
  func unknown(arguments: [String]) throws {
    let run = try CommandRun(arguments)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("--nonsense"))
  }
}
