import Collector
import Logging
import ServiceLifecycle
import UnixSignals

/// Opens the files anew on SIGHUP, as whoever rotated them asks for.
struct ReopenService: Service {
  let files: Recorder
  let logger: Logger

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      do {
        try await files.reopen()
        logger.info("files opened anew")
      } catch {
        logger.error("\(error)")
      }
    }
  }
}
