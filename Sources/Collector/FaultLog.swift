import Logging
import Synchronization

/// Says a fault once, counts it while it repeats, and says how often when it is over.
final class FaultLog: Sendable {
  private struct Fault {
    var message: String
    var repetitions = 0
  }

  private let logger: Logger
  private let faults = Mutex<[String: Fault]>([:])

  init(_ logger: Logger) {
    self.logger = logger
  }

  /// - Parameters:
  ///   - subject: what is at fault; one that has said the same already is only counted.
  ///   - message: one clear line.
  func report(_ subject: String, _ message: String, level: Logger.Level = .warning) {
    let isNew = faults.withLock { faults in
      if faults[subject]?.message == message {
        faults[subject]?.repetitions += 1
        return false
      }
      faults[subject] = Fault(message: message)
      return true
    }
    if isNew { logger.log(level: level, "\(message)") }
  }

  /// What a subject's fault is; `nil` where there is none.
  subscript(subject: String) -> String? { faults.withLock { $0[subject]?.message } }

  /// The fault is over.
  ///
  /// - Parameter message: what to say then; nothing is said where there was no fault.
  func clear(_ subject: String, _ message: String) {
    guard let fault = faults.withLock({ $0.removeValue(forKey: subject) }) else { return }
    let repeated = fault.repetitions == 0 ? "" : " (had been so \(fault.repetitions + 1) times)"
    logger.info("\(message)\(repeated)")
  }

  /// Forgets a subject that no longer matters.
  func forget(_ subject: String) {
    _ = faults.withLock { $0.removeValue(forKey: subject) }
  }
}
