import DockerEngine
import Formats
import Testing

@testable import Doctor

struct StandardErrorCheckTests {
  private static func judge(
    stdout: String = "",
    stderr: String,
    counts: OutputCounts? = nil,
    _ sources: ReadSources = ReadSources()
  ) -> Finding? {
    let details = ContainerDetails(
      id: "id",
      name: "pot",
      image: "",
      labels: [:],
      hasTTY: false,
      isRunning: true,
      logDriver: "json-file",
      logPath: nil
    )
    let container = HoneypotSurvey.Container(
      name: "pot",
      details: details,
      sources: sources,
      output: OutputSample(stdout: Array(stdout.utf8), stderr: Array(stderr.utf8)),
      counts: counts
    )
    return StandardErrorCheck().judge([StandardErrorCheck.Output(container, .builtIn)].compactMap(\.self))
  }

  @Test(
    arguments: [
      ("", HoneypotLines.endlessh, "`decklog collect --stderr --format name:pot=stderr:endlessh-go`"),
      (" \n", HoneypotLines.noise, "`decklog collect --stderr`"),
    ]
  )
  func `Output on standard error alone is a warning`(stdout: String, stderr: String, command: String) {
    let finding = Self.judge(stdout: stdout, stderr: stderr)
    #expect(finding?.verdict == .warning)
    #expect(
      finding?.found.hasPrefix("containers print only to standard error, which is not collected: pot") == true
    )
    #expect(finding?.advice == "Restart the collector with \(command).")
  }

  @Test func `The command for several containers name --stderr once`() {
    let outputs = ["a", "b"].map { StandardErrorCheck.Output(name: $0, isUnread: true) }
    #expect(
      StandardErrorCheck().finding(outputs).advice == "Restart the collector with `decklog collect --stderr`."
    )
  }

  @Test func `It is all right if standard output or a file has the events, or standard error is read`() {
    #expect(Self.judge(stdout: "a\n", stderr: "b\n")?.verdict == .ok)
    #expect(Self.judge(stderr: "b\n", ReadSources(stderr: "rfc5424"))?.verdict == .ok)
    let sources = ReadSources(files: [.init(path: "/x.json", format: "cowrie")])
    #expect(Self.judge(stderr: "b\n", sources)?.verdict == .ok)
    // Lines that are too old for the sample.
    #expect(Self.judge(stderr: "b\n", counts: OutputCounts(lines: 1, notEvents: 0))?.verdict == .ok)
    #expect(Self.judge(stderr: "b\n", counts: OutputCounts(lines: 0, notEvents: 0))?.verdict == .warning)
  }

  @Test func `A silent container says nothing`() {
    #expect(Self.judge(stderr: "") == nil)
  }
}
