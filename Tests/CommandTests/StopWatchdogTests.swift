import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import TestSupport

@testable import Daemon

struct StopWatchdogTests {
  /// A service that ends at once, and with it all that can.
  private struct Ending: Service {
    func run() async throws {}
  }

  /// A service that does not end before it is let go.
  private struct Stuck: Service {
    let end: AsyncStream<Void>

    func run() async throws { for await _ in end {} }
  }

  @Test(.timeLimit(.minutes(Patience.minutes(2))), arguments: [true, false])
  func `A stop that takes too long, and no other, is ended with the status of a temporary failure`(
    isTooLong: Bool
  ) async throws {
    let ended = Mutex<Int32?>(nil)
    let (end, release) = AsyncStream.makeStream(of: Void.self)
    let watchdog = StopWatchdog(patience: isTooLong ? 0.05 : 3600, report: { _ in }) { status in
      ended.withLock { $0 = status }
      release.finish()
    }
    if !isTooLong { release.finish() }
    let services: [ServiceGroupConfiguration.ServiceConfiguration] = [
      .init(service: Stuck(end: end), successTerminationBehavior: .ignore),
      .init(service: Ending(), successTerminationBehavior: .gracefullyShutdownGroup),
      // The last service is stopped first.
      .init(service: watchdog),
    ]
    try await ServiceGroup(configuration: .init(services: services, logger: Logger(label: "test"))).run()
    #expect(ended.withLock { $0 } == (isTooLong ? EX_TEMPFAIL : nil))
  }
}
