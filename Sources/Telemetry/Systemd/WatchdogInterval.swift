/// How often the service manager wants to hear that the process is alive (sd_watchdog_enabled(3)).
enum WatchdogInterval {
  /// Half of what the manager allows; `nil` where it doesn't watch this process.
  ///
  /// - Parameters:
  ///   - environment: `WATCHDOG_USEC` is what is allowed, in microseconds; `WATCHDOG_PID` whom it is meant for.
  ///   - process: the id of this process.
  static func read(_ environment: [String: String], process: Int32) -> Duration? {
    if let pid = environment["WATCHDOG_PID"], Int32(pid) != process { return nil }
    guard let allowed = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), allowed > 1 else { return nil }
    return .microseconds(allowed / 2)
  }
}
