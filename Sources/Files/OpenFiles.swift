import Glibc

/// Limits on open files.
///
/// The last descriptor must never be taken: Dispatch opens files in `/proc` every second and crashes if it can't
/// (libdispatch, `_dispatch_workq_monitor_pools`), as does SwiftNIO if an event loop gets none.
package enum OpenFiles {
  /// Descriptors per container: two streams, each with a connection or its files, old and new.
  package static let perContainer = 6
  /// Descriptors per HTTP listener: its most connections.
  package static let listener = 64
  /// Descriptors that are always kept free.
  private static let reserve = 32
  /// Descriptors per event loop; there is one loop per processor if anything is served or sent.
  private static let perLoop = 3

  /// Descriptors the process needs without any container.
  package static var least: Int { 64 + perLoop * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The process's current limit.
  package static var limit: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
    return Int(clamping: limit.rlim_cur)
  }

  /// The most descriptors for one log's files: half of those for containers, since each other one always needs some.
  package static var perLog: Int { max(1, (limit - least) / 2) }

  /// Whether a descriptor just opened belongs to the reserve: the kernel gives the lowest one that is free (open(2)).
  package static func isReserved(_ descriptor: Int32) -> Bool { Int(descriptor) >= limit - reserve }
}
