import Basics
import Logging
import Synchronization

/// Logs a fault once, counts it while it repeats, and says how often when it is over.
///
/// A fault can show in more than one way: each of its messages is logged once while it lasts.
final class FaultLog: Sendable {
  private let logger: Logger
  /// The most subjects whose warnings are counted.
  private static let budgetLimit = 10_000

  private let faults = Mutex<[String: RepeatedMessages]>([:])
  private let budgets = Mutex<[String: WarningBudget]>([:])

  init(_ logger: Logger) {
    self.logger = logger
  }

  /// - Parameters:
  ///   - subject: what is at fault; what was logged of it already is only counted.
  ///   - message: one clear line.
  func report(_ subject: String, _ message: String, level: Logger.Level = .warning) {
    let isNew = faults.withLock { faults in
      faults[subject, default: RepeatedMessages()].note(message)
    }
    if isNew { logger.log(level: level, "\(message)") }
  }

  /// Logs a warning, unless there were many of the subject lately: then it is only counted, and the next one that is
  /// logged says how many were not.
  func warn(_ subject: String, _ message: String) {
    let suppressed = budgets.withLock { budgets in
      if budgets.count >= Self.budgetLimit, budgets[subject] == nil { budgets.removeAll() }
      return budgets[subject, default: WarningBudget()].take()
    }
    guard let suppressed else { return }
    logger.warning("\(message)\(suppressed == 0 ? "" : " (\(suppressed) more before it were not logged)")")
  }

  /// What a subject's fault is; `nil` where there is none.
  subscript(subject: String) -> String? { faults.withLock { $0[subject]?.latest } }

  /// The fault is over.
  ///
  /// - Parameter message: what to say then; nothing is said where there was no fault.
  func clear(_ subject: String, _ message: String) {
    guard let fault = faults.withLock({ $0.removeValue(forKey: subject) }) else { return }
    let repeated = fault.count == 1 ? "" : " (had been so \(fault.count) times)"
    logger.info("\(message)\(repeated)")
  }

  /// Forgets a subject that no longer matters.
  func forget(_ subject: String) {
    _ = faults.withLock { $0.removeValue(forKey: subject) }
  }
}
