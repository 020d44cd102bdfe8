import Basics
import Logging
import Synchronization

/// Logs each message of a fault once, counts repetitions, and logs when the fault is over.
final class FaultLog: Sendable {
  private static let budgetLimit = 10_000

  private let logger: Logger
  private let faults = Mutex<[String: RepeatedMessages]>([:])
  private let budgets = Mutex<[String: WarningBudget]>([:])

  init(_ logger: Logger) { self.logger = logger }

  /// Logs the message of a fault, unless it was logged since this subject's fault began.
  func report(_ subject: String, _ message: String, level: Logger.Level = .warning) {
    let isNew = faults.withLock { $0[subject, default: RepeatedMessages()].note(message) }
    if isNew { logger.log(level: level, "\(message)") }
  }

  /// Logs a message within the subject's ``WarningBudget``.
  func warn(_ subject: String, _ message: String, level: Logger.Level = .warning) {
    let suppressed = budgets.withLock { budgets in
      if budgets.count >= Self.budgetLimit, budgets[subject] == nil { budgets.removeAll() }
      return budgets[subject, default: WarningBudget()].take()
    }
    guard let suppressed else { return }
    let more =
      suppressed == 0
      ? "" : " (\(suppressed) similar \(level == .warning ? "warnings" : "messages") suppressed)"
    logger.log(level: level, "\(message)\(more)")
  }

  subscript(subject: String) -> String? { faults.withLock { $0[subject]?.latest } }

  func clear(_ subject: String, _ message: String) {
    guard let fault = faults.withLock({ $0.removeValue(forKey: subject) }) else { return }
    let repeated = fault.count == 1 ? "" : " (after \(fault.count) faults)"
    logger.info("\(message)\(repeated)")
  }

  func forget(_ subject: String) { faults.withLock { $0[subject] = nil } }
}

/// Limits how many warnings of one kind are logged, because attackers can cause them and must not fill the disk.
struct WarningBudget: Sendable {
  private let limit: Int
  private let period: Duration
  private var start: ContinuousClock.Instant?
  private var used = 0
  private var suppressed = 0

  /// Allows `limit` warnings in each `period`, which begins with its first warning.
  init(limit: Int = 10, period: Duration = .seconds(60)) {
    self.limit = limit
    self.period = period
  }

  /// Returns how many warnings were suppressed since the last one, or `nil` to suppress this one too.
  mutating func take(at now: ContinuousClock.Instant = .now) -> Int? {
    if start.map({ now - $0 >= period }) ?? true {
      start = now
      used = 0
    }
    guard used < limit else {
      suppressed += 1
      return nil
    }
    used += 1
    defer { suppressed = 0 }
    return suppressed
  }
}
