import Glibc
import Logging
import NIOPosix
import Synchronization

extension CollectorService {
  /// Another collector's log, if containers are read from behind it. Call this before writing to the log.
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
  /// Whether any container may continue after another collector's log.
  fileprivate var beginsBehindExisting: Bool {
    beginning == .existing || positions.values.contains { $0.beginning == .existing }
  }
}

/// Passes a value on without keeping it.
final class Handover<Value: Sendable>: Sendable {
  private let value: Mutex<Value?>

  init(_ value: Value?) { self.value = Mutex(value) }

  /// The value, once.
  func take() -> Value? { value.withLock { $0.take() } }
}
