import Glibc
import Logging
import NIOPosix

extension CollectorService {
  /// What another collector has written to the raw log, where containers are to be begun behind it.
  ///
  /// Nothing has been written to the log by this run yet.
  func readExistingLog() async throws -> ExistingLog? {
    guard recovered.beginsBehindExisting else { return nil }
    let settings = environment.settings
    let existing = try await NIOThreadPool.singleton.runIfActive {
      ExistingLog.read(settings.logFile, longestLine: settings.maxLine)
    }
    let logger = environment.logger
    if let existing {
      let share = existing.isWhole ? "all" : "the last"
      logger.info("existing log: comparing with \(share) \(existing.count) lines of \(settings.logFile)")
    } else {
      let reason = access(settings.logFile, R_OK) == 0 ? "it has no lines" : String(cString: strerror(errno))
      let log = "\(settings.logFile) (\(reason))"
      logger.warning("existing log: nothing to compare with in \(log); reading containers from the beginning")
    }
    return existing
  }
}

extension CollectorState {
  /// Whether there may be containers that are begun behind what another collector has written.
  fileprivate var beginsBehindExisting: Bool {
    beginning == .existing || positions.values.contains { $0.beginning == .existing }
  }
}
