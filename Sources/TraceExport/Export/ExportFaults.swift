internal import Basics
internal import Logging

/// Says what keeps spans from arriving: each fault once, and how often it was there when it is over.
struct ExportFaults {
  private let endpoint: TracingEndpoint
  private let logger: Logger
  /// Why requests failed since the last one that was taken. An endpoint that finds ever new words is only counted.
  private var failures = RepeatedMessages(forgetsOldest: false)
  private var rejection: String?
  private var dropped = 0
  private var isDropping = false

  init(endpoint: TracingEndpoint, logger: Logger) {
    self.endpoint = endpoint
    self.logger = logger
  }

  /// A request failed.
  mutating func report(_ reason: String) {
    if failures.note(reason) { logger.warning("traces can't be sent to \(endpoint): \(reason)") }
  }

  /// A request was taken, but for some spans.
  mutating func accepted(rejected: Int, message: String) {
    if failures.count > 0 {
      logger.info("traces are sent to \(endpoint) again (requests that failed: \(failures.count))")
      failures.clear()
    }
    guard rejected > 0 || !message.isEmpty, message != rejection else { return }
    rejection = message
    let words = message.isEmpty ? "" : ": \(message)"
    logger.warning("\(endpoint) took all but \(rejected) spans of a batch\(words)")
  }

  /// So many spans were left out so far, since the queue was full.
  mutating func report(dropped count: Int) {
    defer { dropped = count }
    guard count > dropped else {
      isDropping = false
      return
    }
    if !isDropping { logger.warning("traces come faster than \(endpoint) takes them: spans are left out") }
    isDropping = true
  }
}
