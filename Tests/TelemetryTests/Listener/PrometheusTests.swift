import Basics
import Foundation
import Subprocess
import Testing
import TestSupport

@testable import HTTPListener
@testable import StatusMetrics

@Suite("A real Prometheus", .timeLimit(.minutes(Patience.minutes(3))))
struct PrometheusTests {
  @Test(.enabled(if: Tool.prometheus.isExpected))
  func `It scrapes the listener, hostile names and all`() async throws {
    let folder = try ScratchDirectory()
    let containers = MetricsPageTests.hostileNames.map { CollectorStatus.Container.sample($0) }
    try await MetricsService.whileRunning(status: { .sample(containers: containers) }) { address in
      let configuration = """
        global: {scrape_interval: 1s, scrape_timeout: 1s}
        scrape_configs:
          - job_name: decklog
            static_configs: [{targets: ['\(address)']}]
        """
      try Data(configuration.utf8).write(to: URL(filePath: folder.file("prometheus.yml")))
      // Free a moment ago; Prometheus can't be asked for the one that it finds.
      let web = try ListeningSocket(ListenAddress("127.0.0.1:0")).address
      try await withThrowingTaskGroup { group in
        group.addTask {
          let result = try await Subprocess.run(
            .name("prometheus"),
            arguments: [
              "--config.file=\(folder.file("prometheus.yml"))", "--storage.tsdb.path=\(folder.file("data"))",
              "--web.listen-address=\(web)", "--log.level=warn",
            ],
            output: .discarded,
            error: .string(limit: 1 << 20)
          )
          if !Task.isCancelled { Issue.record("prometheus has ended: \(result.standardError)") }
        }
        group.addTask { try await Self.watch(web) }
        // Whoever ends first: Prometheus, because something is wrong, or the one who watches it.
        try await group.next()
        group.cancelAll()
        try await group.waitForAll()
      }
    }
  }

  private static func watch(_ web: ListenAddress) async throws {
    try await answer(web, "/api/v1/targets", contains: "\"health\":\"up\"")
    try await answer(web, "/api/v1/query?query=decklog_lines_total", contains: ",\"101\"]")
    // One series for each name that is another one when it is fit for a label.
    let names = Set(MetricsPageTests.hostileNames.map { PrintableText.bounded($0) })
    try await answer(
      web,
      "/api/v1/query?query=count(decklog_container_lines_total)",
      contains: ",\"\(names.count)\"]"
    )
    try await answer(web, "/api/v1/query?query=decklog_build_info", contains: "\"version\":\"0.1.0\"")
  }

  private static func answer(_ web: ListenAddress, _ path: String, contains part: String) async throws {
    try await eventually("\(path) has \(part)", every: .milliseconds(100)) {
      (try? await Client.get(path, of: web))?.body.contains(part) == true
    }
  }
}
