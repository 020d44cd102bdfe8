import Glibc

/// The two clocks of the system.
enum Clock {
  /// Nanoseconds since some moment; never steps back.
  static var monotonic: Int {
    read(CLOCK_MONOTONIC)
  }

  /// Nanoseconds since 1970.
  static var wall: Int {
    read(CLOCK_REALTIME)
  }

  private static func read(_ clock: clockid_t) -> Int {
    var now = timespec()
    clock_gettime(clock, &now)
    return now.tv_sec * 1_000_000_000 + now.tv_nsec
  }
}
