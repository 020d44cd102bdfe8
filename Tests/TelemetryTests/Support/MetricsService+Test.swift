import Logging

@testable import HTTPListener
@testable import StatusMetrics

extension MetricsService {
  /// A service at a free port of loopback, for as long as `body` takes.
  static func whileRunning(
    at address: String = "127.0.0.1:0",
    limits: ListenerLimits = .patient,
    mounting pages: (any MountedPages)? = nil,
    status: @escaping @Sendable () async -> CollectorStatus = { .sample() },
    _ body: (ListenAddress) async throws -> Void
  ) async throws {
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    var service = try MetricsService(
      at: ListenAddress(address),
      mounting: pages,
      logger: logger,
      status: status
    )
    service.limits = limits
    try await withThrowingTaskGroup { group in
      group.addTask { [service] in try await service.run() }
      let result = await Result { try await body(service.address) }
      group.cancelAll()
      // What the service itself has thrown says more.
      try await group.waitForAll()
      try result.get()
    }
  }
}

extension Result where Failure == any Error, Success: ~Copyable {
  fileprivate init(_ body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}
