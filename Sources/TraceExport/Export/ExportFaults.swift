internal import Basics
internal import Logging

/// Logs why spans don't arrive: each fault once, and their number when they are over.
struct ExportFaults {
  private let endpoint: TracingEndpoint
  private let logger: Logger
  /// Why requests failed since the last success. If the endpoint varies its words, later ones are only counted.
  private var failures = RepeatedMessages(forgetsOldest: false)
  private var rejection: String?
  private var dropped = 0
  private var isDropping = false

  init(endpoint: TracingEndpoint, logger: Logger) {
    self.endpoint = endpoint
    self.logger = logger
  }

  mutating func report(_ reason: String) {
    if failures.note(reason) { logger.warning("traces can't be sent to \(endpoint): \(reason)") }
  }

  /// A request was accepted except for some spans.
  mutating func accepted(rejected: Int, message: String) {
    if failures.count > 0 {
      logger.info("traces are sent to \(endpoint) again (failed requests: \(failures.count))")
      failures.clear()
    }
    guard rejected > 0 || !message.isEmpty, message != rejection else { return }
    rejection = message
    let words = message.isEmpty ? "" : ": \(message)"
    logger.warning("\(endpoint) took all but \(rejected) spans of a batch\(words)")
  }

  /// So many spans were dropped so far because the queue was full.
  mutating func report(dropped count: Int) {
    defer { dropped = count }
    guard count > dropped else {
      isDropping = false
      return
    }
    if !isDropping { logger.warning("traces come faster than \(endpoint) takes them: dropping spans") }
    isDropping = true
  }
}
