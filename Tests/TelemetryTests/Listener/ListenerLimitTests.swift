import Glibc
import NIOCore
import Testing
import TestSupport

@testable import HTTPListener
@testable import StatusMetrics

@Suite("What a client can take of the listener", .timeLimit(.minutes(Patience.minutes(5))))
struct ListenerLimitTests {
  private static let request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"

  /// A status whose page is larger than what a socket takes of it before somebody reads.
  private static let large: @Sendable () async -> CollectorStatus = {
    .sample(containers: (0..<1_000).map { CollectorStatus.Container.sample("container-\($0)") })
  }

  @Test(
    arguments: ["", "GET /heal"]
  )
  func `A head that doesn't come to its end is not waited for, however slowly it comes`(text: String)
    async throws
  {
    var limits = ListenerLimits.patient
    limits.headTime = .milliseconds(100)
    limits.lifetime = .hours(1)
    try await MetricsService.whileRunning(limits: limits) { address in
      try await Client.withConnection(to: address) { inbound, outbound in
        try await withThrowingTaskGroup { group in
          group.addTask {
            // A byte at a time, for as long as there is somebody to take it.
            if !text.isEmpty { try? await outbound.write(ByteBuffer(string: text)) }
            while !Task.isCancelled, !text.isEmpty,
              (try? await outbound.write(ByteBuffer(string: "x"))) != nil
            {
              try await Task.sleep(for: .milliseconds(10))
            }
          }
          do { for try await _ in inbound {} } catch is IOError {}
          group.cancelAll()
        }
      }
    }
  }

  @Test func `A client that reads nothing is not waited for`() async throws {
    var limits = ListenerLimits.patient
    limits.connections = 2
    limits.answerTime = .milliseconds(100)
    limits.lifetime = .milliseconds(300)
    let folder = try ScratchDirectory()
    try await MetricsService.whileRunning(at: folder.file("s"), limits: limits, status: Self.large) {
      address in
      let readers = try (0..<6).map { _ in try Silent(address, request: Self.request) }
      // Behind six clients that take all connections there are, three times over. A busy machine may take longer for an
      // answer than a connection lasts here.
      while try await Client.get("/healthz", of: address).status != 200 {}
      withExtendedLifetime(readers) {}
    }
  }

  @Test func `Connections that say nothing push each other out, and keep nobody from an answer`() async throws
  {
    var limits = ListenerLimits.patient
    limits.connections = 8
    limits.lifetime = .hours(1)
    limits.headTime = .hours(1)
    let folder = try ScratchDirectory()
    try await MetricsService.whileRunning(at: folder.file("s"), limits: limits) { address in
      // Some say nothing, some something that is no whole request.
      let silent = try (0..<400).map { try Silent(address, request: $0.isMultiple(of: 2) ? "" : "GET /heal") }
      // Those of them that are taken late may push out one that has not been heard yet, and none is left in the end.
      while try await Client.get("/healthz", of: address).status != 200 {}
      withExtendedLifetime(silent) {}
    }
  }

  @Test func `A client that has its answer and stays is hung up on`() async throws {
    var limits = ListenerLimits.patient
    limits.lifetime = .hours(1)
    limits.headTime = .hours(1)
    limits.lingerTime = .milliseconds(10)
    try await MetricsService.whileRunning(limits: limits) { address in
      try await Client.withConnection(to: address) { inbound, outbound in
        try await outbound.write(ByteBuffer(string: Self.request))
        for try await _ in inbound {}
        // The other half is closed as well: what is written now reaches nobody.
        while (try? await outbound.write(ByteBuffer(string: "x"))) != nil {}
      }
    }
  }

  @Test func `A shutdown waits for no client`() async throws {
    var limits = ListenerLimits.patient
    limits.lifetime = .hours(1)
    limits.headTime = .hours(1)
    let folder = try ScratchDirectory()
    let clock = ContinuousClock()
    var silent: [Silent] = []
    var end = clock.now
    try await MetricsService.whileRunning(at: folder.file("s"), limits: limits, status: Self.large) {
      address in
      silent = try (0..<4).map { _ in try Silent(address, request: Self.request) }
      silent += try (0..<4).map { _ in try Silent(address, request: "GET /met") }
      // One that comes behind them has them taken.
      #expect(try await Client.get("/healthz", of: address).status == 200)
      end = clock.now
    }
    #expect(clock.now - end < .seconds(120), "the limits above would hold it for an hour")
    withExtendedLifetime(silent) {}
  }

  @Test(arguments: 0..<20)
  func `Connections that come while the listener ends are closed`(round: Int) async throws {
    let folder = try ScratchDirectory()
    var silent: [Silent] = []
    try await MetricsService.whileRunning(at: folder.file("s")) { address in
      // Fewer than wait for a listener that has ended: nobody is held up.
      for index in 0..<60 {
        silent.append(try Silent(address, request: index.isMultiple(of: 2) ? Self.request : ""))
      }
    }
    for client in silent { try await eventually("the connection is closed") { client.isEnded } }
  }
}
