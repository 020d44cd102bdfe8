/// Deduplicates the messages of a lasting fault: each is logged once, then only counted until the fault clears.
package struct RepeatedMessages: Sendable {
  private let limit: Int
  private let forgetsOldest: Bool
  /// The logged messages, the latest last.
  private var logged: [String] = []
  /// How often the fault was noted.
  package private(set) var count = 0

  /// - Parameters:
  ///   - limit: how many different messages are remembered.
  ///   - forgetsOldest: whether further messages replace the oldest and are logged, instead of only counted.
  package init(limit: Int = 8, forgetsOldest: Bool = true) {
    precondition(limit > 0, "a limit of 0 would log every message")
    self.limit = limit
    self.forgetsOldest = forgetsOldest
  }

  /// The latest message; `nil` if there is no fault.
  package var latest: String? { logged.last }

  /// Notes a message. Returns whether to log it.
  package mutating func note(_ message: String) -> Bool {
    count.addSaturated(1)
    if let known = logged.firstIndex(of: message) {
      logged.append(logged.remove(at: known))
      return false
    }
    if logged.count == limit {
      guard forgetsOldest else { return false }
      logged.removeFirst()
    }
    logged.append(message)
    return true
  }

  /// Ends the fault.
  package mutating func clear() {
    logged = []
    count = 0
  }
}
