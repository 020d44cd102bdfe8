import Foundation
import Glibc
import ServiceLifecycle

/// Ends the process when a stop takes too long, such as at a disk that no longer answers.
///
/// Nothing is lost by it: what is not in the files is read again at the next start, or is in the ring.
struct StopWatchdog: Service {
  /// How long after the signal, in seconds: service managers kill what takes much longer.
  private static let patience: TimeInterval = 5

  func run() async throws {
    try? await gracefulShutdown()
    let watchdog = Thread {
      Thread.sleep(forTimeInterval: Self.patience)
      StandardError.print(
        "the files did not take what was left in \(Int(Self.patience)) s; it is written at the next start"
      )
      _exit(EX_TEMPFAIL)
    }
    watchdog.stackSize = 64 << 10
    watchdog.start()
  }
}
