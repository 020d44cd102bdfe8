import DockerEngine
import Formats
import Testing

@testable import Doctor

struct EventsCheckTests {
  private static func container(
    _ stdout: String,
    counts: OutputCounts? = nil,
    image: String = "",
    _ sources: ReadSources = ReadSources()
  ) -> HoneypotSurvey.Container {
    let details = ContainerDetails(
      id: "id",
      name: "pot",
      image: image,
      labels: [:],
      hasTTY: false,
      isRunning: true,
      logDriver: "json-file",
      logPath: nil
    )
    return HoneypotSurvey.Container(
      name: "pot",
      details: details,
      sources: sources,
      output: OutputSample(stdout: Array(stdout.utf8)),
      counts: counts
    )
  }

  private static func judge(_ containers: HoneypotSurvey.Container...) -> Finding? {
    EventsCheck().judge(containers.compactMap { EventsCheck.Output($0, .builtIn) })
  }

  @Test func `Lines without an event name the format they look like, and how to read them`() {
    let finding = Self.judge(
      Self.container(
        HoneypotLines.noise + HoneypotLines.cowrie,
        counts: OutputCounts(lines: 1200, notEvents: 1200)
      )
    )
    #expect(finding?.verdict == .warning)
    #expect(finding?.found == "pot: 1200 lines but no event (looks like cowrie)")
    #expect(finding?.advice?.contains("`decklog collect --format name:pot=cowrie`") == true)
    #expect(finding?.advice?.contains("`docker run --label decklog.format=cowrie …`") == true)
  }

  @Test(
    arguments: [
      // The collector's counts decide.
      (HoneypotLines.cowrie, OutputCounts(lines: 10, notEvents: 9), "rfc5424", .ok),
      (HoneypotLines.cowrie, OutputCounts(lines: 10, notEvents: 10), "rfc5424", .warning),
      // They may be older than the format.
      (HoneypotLines.cowrie, OutputCounts(lines: 10, notEvents: 10), "cowrie", .ok),
      (HoneypotLines.cowrieText, OutputCounts(lines: 10, notEvents: 10), "cowrie", .warning),
      // Without them, the sample does.
      (HoneypotLines.cowrie, nil, "rfc5424", .warning), (HoneypotLines.cowrie, nil, "cowrie", .ok),
      (HoneypotLines.syslog, nil, "rfc5424", .ok), (HoneypotLines.syslog, nil, "cowrie", .warning),
      // A decoy may print something when it starts.
      (HoneypotLines.noise, nil, "rfc5424", .ok),
      (HoneypotLines.noise, OutputCounts(lines: 200, notEvents: 200), "rfc5424", .warning),
      (HoneypotLines.noise, OutputCounts(lines: 199, notEvents: 199), "rfc5424", .ok),
    ] as [(String, OutputCounts?, String, Verdict)]
  )
  func `Containers without an event in their format are reported`(
    stdout: String,
    counts: OutputCounts?,
    format: String,
    verdict: Verdict
  ) {
    let finding = Self.judge(Self.container(stdout, counts: counts, ReadSources(stdout: format)))
    #expect(finding?.verdict == verdict)
  }

  @Test func `A known image's sources are named`() {
    let path = "/logs/cowrie.json"
    let image = EventsCheck.KnownImage(format: "cowrie", sources: [.file(path), .stderr])
    let finding = EventsCheck().finding([
      .init(name: "pot", lines: 7, hasNoEvent: true, format: "rfc5424", image: image)
    ])
    #expect(finding.verdict == .warning)
    #expect(finding.found == "pot: 7 lines but no event (its image writes cowrie to \(path), stderr)")
    let options =
      "--files name:pot=\(path) --format name:pot=\(path):cowrie --stderr --format name:pot=stderr:cowrie"
    #expect(finding.advice == "Restart the collector with `decklog collect \(options)`.")
  }

  @Test func `An image is looked up if nothing says what to read`() {
    let counts = OutputCounts(lines: 7, notEvents: 7)
    func image(_ sources: ReadSources) -> EventsCheck.KnownImage? {
      let container = Self.container(HoneypotLines.noise, counts: counts, image: "cowrie/cowrie:1", sources)
      return EventsCheck.Output(container, .builtIn)?.image
    }
    #expect(image(ReadSources())?.format == "cowrie")
    #expect(image(ReadSources(stdout: "cowrie")) == nil)
    #expect(image(ReadSources(files: [.init(path: "/x", format: "cowrie")])) == nil)
  }

  @Test func `A container whose files are read may print anything`() {
    var sources = ReadSources()
    sources.files = [.init(path: "/log/cowrie.json", format: "cowrie")]
    #expect(Self.judge(Self.container(HoneypotLines.noise, sources))?.verdict == .ok)
    let counts = OutputCounts(lines: 500, notEvents: 500)
    #expect(Self.judge(Self.container(HoneypotLines.cowrieText, counts: counts, sources))?.verdict == .ok)
    let none = ReadSources(stdout: Format.noEvents.name)
    #expect(Self.judge(Self.container(HoneypotLines.cowrieText, counts: counts, none))?.verdict == .ok)
  }

  @Test func `Lines of no known format get no invented one`() {
    let finding = Self.judge(
      Self.container(HoneypotLines.noise, counts: OutputCounts(lines: 500, notEvents: 500))
    )
    #expect(finding?.found == "pot: 500 lines but no event (looks like no known format)")
    #expect(finding?.advice?.contains("docs/honeypots.md") == true)
    #expect(finding?.advice?.contains("--format") == false)
  }

  @Test func `Warnings about labels are reported`() {
    let sources = ReadSources(warnings: ["decklog.format=cowry: no such format"])
    let finding = Self.judge(Self.container(HoneypotLines.syslog, sources))
    #expect(finding?.verdict == .warning)
    #expect(finding?.found == "pot: decklog.format=cowry: no such format")
    #expect(finding?.advice == "Correct these labels or settings.")
  }

  @Test func `Silent containers, and none, say nothing`() {
    #expect(Self.judge() == nil)
    #expect(Self.judge(Self.container("")) == nil)
  }

  @Test func `The command names no more than five containers`() {
    let guess = FormatGuess(of: Array(HoneypotLines.cowrie.utf8), among: .builtIn)
    let outputs = (0..<7).map {
      EventsCheck.Output(name: "p\($0)", lines: 3, hasNoEvent: true, format: "rfc5424", guess: guess)
    }
    let finding = EventsCheck().finding(outputs)
    #expect(finding.found.hasSuffix("and 2 more"))
    #expect(finding.advice?.contains("--format name:p4=cowrie …`") == true)
    #expect(finding.advice?.contains("p5") == false)
  }
}
