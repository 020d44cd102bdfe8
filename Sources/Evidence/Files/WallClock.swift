import Glibc

/// The system's clock, which the births of files are told by.
public enum WallClock {
  /// Nanoseconds since 1970.
  public static var now: Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.nanosecondsSince1970
  }
}
