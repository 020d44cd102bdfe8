package import Glibc

/// The system's clock, which also provides the timestamps of files.
package enum WallClock {
  /// Nanoseconds since 1970.
  package static var now: Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.nanosecondsSince1970
  }

  /// Seconds since 1970.
  package static var seconds: Double { Double(now) / 1e9 }
}

extension timespec {
  /// Nanoseconds since 1970, saturated: files can have any timestamp.
  package var nanosecondsSince1970: Int64 { Int64(nanosecondsSince1970: tv_sec, fraction: tv_nsec) }
}
