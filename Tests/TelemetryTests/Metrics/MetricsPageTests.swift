import Testing

@testable import StatusMetrics

@Suite("The page of metrics")
struct MetricsPageTests {
  /// Names that an engine would not allow, and that nothing may depend on.
  static let hostileNames = [
    "a\"b", "a\\b", "a\nb", "a\r\nb", "a\u{0}b", "\u{1B}[2J", "a\u{202E}b", "a\u{2028}b", "}", "{x=\"y\"} 1",
    "", "# EOF",
    String(repeating: "é", count: 10_000), "_others",
  ]

  private static func page(_ status: CollectorStatus) -> MetricsPage { MetricsPage(status) }

  @Test(
    .enabled(if: Tool.promtool.isExpected),
    arguments: [[], ["omega-ssh", "omega-web"], hostileNames]
  )
  func `Promtool reports nothing`(names: [String]) async throws {
    let status = CollectorStatus.sample(containers: names.map { .sample($0) })
    let outcome = try await Tool.promtool.run(
      ["check", "metrics"],
      input: Self.page(status).text(.prometheus)
    )
    #expect(outcome.output.isEmpty)
    #expect(outcome.isSuccess)
  }

  @Test func `Each number of the accounting is there in total and for each container, by its name`() {
    let lines = Self.page(.sample()).lines()
    for (index, name) in CollectorStatus.Counts.names.enumerated() where name != "gaps" {
      #expect(lines.contains("decklog_\(name)_total \(101 + index)"))
    }
    #expect(lines.contains("decklog_container_lines_total{container=\"omega-ssh\"} 7"))
    #expect(lines.contains("decklog_container_gaps_total{container=\"omega-ssh\"} 0"))
  }

  @Test func `What is not known is not there`() {
    var status = CollectorStatus(version: "1", startTime: 0)
    status.groups = [.lastCommit(nil), MetricGroup(ProcessReading()), MetricGroup("bus", nil)]
    let text = MetricsPage(status).lines().joined(separator: "\n")
    for name in ["decklog_bus", "decklog_container_", "process_cpu", "last_commit"] {
      #expect(!text.contains(name))
    }
    #expect(text.contains("decklog_ready 0"))
  }

  @Test func `A component's metrics appear by their kinds, with those of its own components`() {
    let lines = Self.page(.sample()).lines()
    for line in [
      "decklog_flood_keys_evicted_total 21", "decklog_bus_connected 1", "decklog_bus_published_total 31",
      "decklog_bus_sessions_dropped_total 62", "decklog_tracing_spans_failed_total 43",
      "decklog_store_writable 0", "decklog_store_lag_bytes 52", "# TYPE decklog_store_lag_bytes gauge",
      "# HELP decklog_bus_sessions_dropped_total Sessions.",
    ] {
      #expect(lines.contains { $0 == line }, "\(line)")
    }
  }

  @Test func `Gaps of all causes add up to all gaps, those without a cause as other`() {
    var status = CollectorStatus.sample()
    status.counts = CollectorStatus.Counts([("gaps", 120)])
    let lines = Self.page(status).lines().filter { $0.hasPrefix("decklog_gaps_total") }
    #expect(
      lines == [
        "decklog_gaps_total{cause=\"engine_restarted\"} 51", "decklog_gaps_total{cause=\"rotated_away\"} 60",
        "decklog_gaps_total{cause=\"other\"} 9",
      ]
    )
  }

  @Test(arguments: [0, 1])
  func `Causes beyond the limit are summed as other`(beyond: Int) {
    var status = CollectorStatus.sample()
    let count = MetricsPage.causeLimit + beyond
    status.gapCauses = Dictionary(uniqueKeysWithValues: (0..<count).map { ("cause\($0)", 1) })
    status.counts = CollectorStatus.Counts([("gaps", count)])
    let lines = Self.page(status).lines().filter { $0.hasPrefix("decklog_gaps_total") }
    #expect(lines.count == count)
    #expect(lines.contains("decklog_gaps_total{cause=\"other\"} 1") == (beyond == 1))
  }

  @Test(arguments: hostileNames)
  func `A name is one label value on one line, whatever is in it`(name: String) throws {
    let lines = Self.page(.sample(containers: [.sample(name)])).lines()
    let expected = Self.page(.sample(containers: [.sample("plain")])).lines()
    #expect(lines.count == expected.count)
    let line = try #require(lines.first { $0.hasPrefix("decklog_container_lines_total") })
    #expect(line.wholeMatch(of: /decklog_container_lines_total\{container="(?:[^"\\]|\\["\\n])*"\} 7/) != nil)
    #expect(line.utf8.count < 700)
  }

  @Test func `A backslash and a quotation mark are escaped`() {
    let lines = Self.page(.sample(containers: [.sample("a\\b\"c")])).lines()
    #expect(lines.contains("decklog_container_lines_total{container=\"a\\\\b\\\"c\"} 7"))
  }

  @Test func `Labels are container, source, cause and version, and nothing else`() {
    let names = Self.page(.sample()).lines().filter { !$0.hasPrefix("#") }
      .flatMap { $0.matches(of: /[{,]([a-z_]+)="/).map { String($0.output.1) } }
    #expect(Set(names) == ["container", "source", "cause", "version"])
  }

  @Test(arguments: [0, 1, 500])
  func `Containers beyond the limit are summed`(beyond: Int) throws {
    let count = ContainerRows.limit + beyond
    // Handed over in an order that is not that of the names.
    let containers = (0..<count).reversed().map {
      CollectorStatus.Container.sample("c\(10_000 + $0)", lines: 2)
    }
    let page = Self.page(.sample(containers: containers))
    let lines = page.lines().filter { $0.hasPrefix("decklog_container_lines_total{") }
    #expect(lines.count == ContainerRows.limit + min(beyond, 1))
    #expect(lines.first == "decklog_container_lines_total{container=\"c10000\"} 2")
    let others = "decklog_container_lines_total{container=\"_others\"} \(2 * beyond)"
    #expect(lines.contains { $0 == others } == (beyond > 0))
    #expect(page.lines().contains("decklog_containers_unlabeled \(beyond)"))
    #expect(page.lines().contains("decklog_containers{source=\"files\"} \(count)"))
  }

  @Test func `Two containers of one name are one time series`() {
    var gone = CollectorStatus.Container.sample("web", id: "1", lines: 5)
    gone.isRunning = false
    gone.source = .api
    gone.lastLine = 1
    let lines = Self.page(.sample(containers: [gone, .sample("web", id: "2", lines: 7)])).lines()
    #expect(lines.filter { $0.hasPrefix("decklog_container_lines_total{") }.count == 1)
    #expect(lines.contains("decklog_container_lines_total{container=\"web\"} 12"))
    #expect(lines.contains("decklog_container_running{container=\"web\"} 1"))
    #expect(lines.contains("decklog_container_last_line_timestamp_seconds{container=\"web\"} 1795000099.125"))
    #expect(lines.contains("decklog_container_info{container=\"web\",source=\"files\"} 1"))
  }

  @Test func `OpenMetrics names families without suffix, and ends with EOF`() {
    let lines = Self.page(.sample()).lines(.openMetrics)
    #expect(lines.last == "# EOF")
    #expect(lines.contains("# TYPE decklog_lines counter"))
    #expect(lines.contains("decklog_lines_total 101"))
    #expect(lines.contains("# TYPE decklog_build info"))
    #expect(lines.contains("# TYPE decklog_commit_duration_seconds summary"))
    #expect(!Self.page(.sample()).lines().contains("# EOF"))
  }

  @Test func `Both formats have the same values`() {
    let page = Self.page(.sample())
    #expect(
      page.lines(.openMetrics).filter { !$0.hasPrefix("#") } == page.lines().filter { !$0.hasPrefix("#") }
    )
  }

  @Test(
    arguments: [
      (0.0, "0"), (-1, "-1"), (0.1, "0.1"), (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
      (.nan, "NaN"),
      (9_007_199_254_740_992, "9007199254740992"),
    ] as [(Double, String)]
  )
  func `A number is written as Prometheus reads it`(value: Double, text: String) {
    var status = CollectorStatus.sample()
    status.groups = [.lastCommit(value)]
    #expect(Self.page(status).lines().contains("decklog_last_commit_timestamp_seconds \(text)"))
  }
}
