import Basics
import Collector
import Files
import Foundation
import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

/// Reopens the files on SIGHUP, as log rotation asks for.
struct ReopenService: Service {
  let files: Recorder
  let logger: Logger

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      do {
        try await files.reopen()
        logger.info("files reopened")
      } catch {
        logger.error("\(error)")
      }
    }
  }
}

/// Ends the process when a stop takes too long, such as on a disk that no longer answers.
///
/// Nothing is lost: what is not in the files is in the ring, or is read again at the next start.
struct StopWatchdog: Service {
  /// Seconds after the signal; service managers kill what takes much longer.
  var patience: TimeInterval = 5
  let report: @Sendable (String) -> Void
  var end: @Sendable (Int32) -> Void = { _exit($0) }

  func run() async throws {
    try? await gracefulShutdown()
    let watchdog = Thread {
      Thread.sleep(forTimeInterval: patience)
      report("the last lines were not written within \(Int(patience)) s; they are written at the next start")
      end(EX_TEMPFAIL)
    }
    watchdog.stackSize = 64 << 10
    watchdog.start()
  }
}

/// The limit of open files of this process.
package enum OpenFileLimit {
  /// Raises the limit as far as the system allows: each container needs a few files, and the usual 1,024 run out soon.
  ///
  /// A process without free descriptors is killed in the middle of its work (``OpenFiles``).
  ///
  /// - Parameters:
  ///   - needed: the fewest that are enough.
  ///   - more: what else needs some, for the message.
  /// - Returns: what to do if the limit is still too low; `nil` if it is high enough.
  package static func raise(to needed: Int, more: String) -> String? {
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      limit.rlim_cur = limit.rlim_max
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
    guard OpenFiles.limit < needed else { return nil }
    return
      "only \(OpenFiles.limit) files may be open, and \(needed) are needed\(more): set LimitNOFILE=65536 in the"
      + " unit, or `ulimit -n 65536` before the start"
  }
}
