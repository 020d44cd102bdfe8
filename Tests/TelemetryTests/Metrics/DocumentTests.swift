import Testing

@Suite("What is written about metrics")
struct DocumentTests {
  @Test(.enabled(if: Tool.promtool.isExpected))
  func `Promtool takes the alerts`() async throws {
    let path = Checkout.path("deploy/prometheus-alerts.yml")
    let outcome = try await Tool.promtool.run(["check", "rules", "--lint=all", "--lint-fatal", path])
    #expect(outcome.isSuccess, "\(outcome.output)")
  }

  @Test(.enabled(if: Tool.promtool.isExpected))
  func `Alerts fire and are silent as they are meant to`() async throws {
    let path = Checkout.path("deploy/prometheus-alerts.test.yml")
    let outcome = try await Tool.promtool.run(["test", "rules", path])
    #expect(outcome.isSuccess, "\(outcome.output)")
  }

  @Test(
    .enabled(if: Tool.systemdAnalyze.isExpected)
  )
  func `Systemd takes the unit, and what it exposes is below the threshold`() async throws {
    let outcome = try await Tool.bash.run([Checkout.path("deploy/check")])
    #expect(outcome.isSuccess, "\(outcome.output)")
    #expect(outcome.output.contains("exposure"))
  }
}
