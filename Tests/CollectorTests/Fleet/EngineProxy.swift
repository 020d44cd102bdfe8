import EngineTestSupport
import Foundation
import Testing
import TestSupport

/// HAProxy before an engine, as people put it there to keep a collector from all but reading.
enum EngineProxy {
  /// Skips a test where there is no HAProxy; in CI it runs, and fails.
  static let isNeeded = ConditionTrait.enabled(
    if: TestTools.areExpected("haproxy"),
    "haproxy is not installed"
  )

  /// Runs `body` while the proxy runs.
  ///
  /// - Parameters:
  ///   - idle: after how long it cuts a connection over which nothing comes, in milliseconds.
  ///   - refused: paths that it doesn't let through.
  ///   - body: gets the proxy's address, as `DOCKER_HOST` spells it.
  static func with(
    _ engine: TestEngine,
    idle: Int,
    refused: [String] = [],
    _ body: (String) async throws -> Void
  ) async throws {
    let socket = engine.directory + "/proxy.sock"
    let configuration = engine.directory + "/haproxy.cfg"
    let rules = refused.map { "  http-request deny if { path \($0) }\n" }.joined()
    let text = """
      defaults
        mode http
        timeout connect 5s
        timeout client \(idle)ms
        timeout server \(idle)ms
      frontend collector
        bind unix@\(socket) mode 600
      \(rules)  default_backend engine
      backend engine
        server engine unix@\(engine.socketPath)

      """
    try Data(text.utf8).write(to: URL(filePath: configuration))
    let process = try ChildProcess([
      try #require(TestTools.path(of: "haproxy")), "-db", "-q", "-f", configuration,
    ])
    defer {
      process.kill(SIGTERM)
      process.wait()
    }
    try await eventually("the proxy listens") { FileManager.default.fileExists(atPath: socket) }
    try await body("unix://" + socket)
  }
}
