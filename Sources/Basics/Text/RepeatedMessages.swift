/// The messages of a fault that lasts: each is to be logged once, and then only counted until all is well again.
package struct RepeatedMessages: Sendable {
  private let limit: Int
  private let forgetsOldest: Bool
  /// Those that were logged, the latest last.
  private var logged: [String] = []
  /// How often the fault was noted.
  package private(set) var count = 0

  /// - Parameters:
  ///   - limit: how many different messages are remembered.
  ///   - forgetsOldest: whether further ones are logged, in the place of the oldest; if not, they are only counted.
  package init(limit: Int = 8, forgetsOldest: Bool = true) {
    precondition(limit > 0, "messages that nobody remembers are logged each time")
    self.limit = limit
    self.forgetsOldest = forgetsOldest
  }

  /// The latest message; `nil` where all is well.
  package var latest: String? { logged.last }

  /// Notes a message.
  ///
  /// - Returns: whether it is to be logged.
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

  /// All is well.
  package mutating func clear() {
    logged = []
    count = 0
  }
}
