import Glibc

/// How many files the process may have open, and how many are needed.
///
/// The last descriptor must never be taken. Dispatch opens a file in `/proc` every second for each of its threads, and
/// ends the process where it can't (libdispatch, `_dispatch_workq_monitor_pools`); so does SwiftNIO where an event loop
/// gets none.
package enum OpenFiles {
  /// Descriptors that each container may take: two streams, each with a connection or its files, old and new.
  package static let perContainer = 6
  /// Descriptors that an HTTP listener may take: as many as it has connections.
  package static let listener = 64
  /// Descriptors that stay free whatever is wanted.
  private static let reserve = 32
  /// Descriptors of one event loop: there is one for each processor where something is served or sent.
  private static let perLoop = 3

  /// Descriptors that a process has for itself, without any container.
  package static var least: Int { 64 + perLoop * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// How many the process may have open now.
  package static var limit: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
    return Int(clamping: limit.rlim_cur)
  }

  /// The most descriptors that the files of one log may take: half of what containers have, since each of the others
  /// needs one all the time.
  package static var perLog: Int { max(1, (limit - least) / 2) }

  /// Whether a descriptor that was just opened is one of those that must stay free: the kernel gives the lowest that is
  /// (open(2)), so that a high one tells how many are taken.
  package static func isReserved(_ descriptor: Int32) -> Bool { Int(descriptor) >= limit - reserve }
}
