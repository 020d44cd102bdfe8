import Testing

@testable import Telemetry

@Suite("What is written about metrics")
struct DocumentTests {
  /// The names on the page, as they are in a query.
  private static var names: Set<String> {
    let lines = MetricsPage(.sample(), process: .sample).lines().filter { !$0.hasPrefix("#") }
    return Set(lines.map { String($0.prefix { $0 != " " && $0 != "{" }) })
  }

  /// Names of the documentation that stand for several.
  private static func spelledOut(_ names: Set<String>) -> Set<String> {
    Set(names.flatMap { $0.hasSuffix("_duration_seconds") ? [$0 + "_sum", $0 + "_count"] : [$0] })
  }

  @Test("each metric of the page is in the documentation, and each of the documentation on the page")
  func documentation() throws {
    // Of each row the first cell; the text around has names of its own.
    let rows = try Checkout.text("docs/metrics.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
    let documented = rows.map { String($0.split(separator: "|")[0]) }.map(Checkout.metricNames)
    let all = documented.reduce(into: Set()) { $0.formUnion($1) }
    #expect(Self.spelledOut(all) == Self.names)
    #expect(documented.reduce(0) { $0 + $1.count } == all.count, "none is there twice")
  }

  @Test("alerts ask for metrics that are there")
  func alerts() throws {
    let asked = Checkout.metricNames(in: try Checkout.text("deploy/prometheus-alerts.yml"))
    #expect(!asked.isEmpty)
    #expect(asked.subtracting(Self.names) == [])
  }

  @Test("promtool takes the alerts", .enabled(if: Tool.promtool.isExpected))
  func rules() async throws {
    let path = Checkout.path("deploy/prometheus-alerts.yml")
    let outcome = try await Tool.promtool.run(["check", "rules", "--lint=all", "--lint-fatal", path])
    #expect(outcome.isSuccess, "\(outcome.output)")
  }

  @Test("alerts fire and are silent as they are meant to", .enabled(if: Tool.promtool.isExpected))
  func alertCases() async throws {
    let path = Checkout.path("deploy/prometheus-alerts.test.yml")
    let outcome = try await Tool.promtool.run(["test", "rules", path])
    #expect(outcome.isSuccess, "\(outcome.output)")
  }

  @Test(
    "systemd takes the unit, and what it exposes is below the threshold",
    .enabled(if: Tool.systemdAnalyze.isExpected)
  )
  func unit() async throws {
    let outcome = try await Tool.bash.run([Checkout.path("deploy/check")])
    #expect(outcome.isSuccess, "\(outcome.output)")
    #expect(outcome.output.contains("exposure"))
  }
}
