import Foundation
import Glibc
import ServiceLifecycle

/// Ends the process when a stop takes too long, such as at a disk that no longer answers.
///
/// Nothing is lost by it: what is not in the files is read again at the next start, or is in the ring.
struct StopWatchdog: Service {
  /// How long after the signal, in seconds: service managers kill what takes much longer.
  var patience: TimeInterval = 5
  /// Ends the process with a status.
  var end: @Sendable (Int32) -> Void = { _exit($0) }

  func run() async throws {
    try? await gracefulShutdown()
    let watchdog = Thread { [patience, end] in
      Thread.sleep(forTimeInterval: patience)
      StandardError.print(
        "the files did not take what was left in \(Int(patience)) s; it is written at the next start"
      )
      end(EX_TEMPFAIL)
    }
    watchdog.stackSize = 64 << 10
    watchdog.start()
  }
}
