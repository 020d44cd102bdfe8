internal import Basics
internal import Dispatch

/// Keeps a check from taking too long.
package enum TimeLimit {
  /// How long a check may take. Tests that expect an answer raise it, since the machine may be busy.
  @TaskLocal static var check: Duration = .seconds(5)

  /// How long the engine may take to answer: less than a check, so that the check can report it.
  static var answer: Duration { check * 4 / 5 }

  /// Runs `body`, which may block, on a thread of its own.
  ///
  /// - Returns: `nil` if it takes too long. The thread is then abandoned: a system call on a dead network file system may
  ///   never return, and nothing can end it.
  static func runBlocking<Result: Sendable>(
    within time: Duration = check,
    _ body: @Sendable @escaping () -> Result
  ) async -> Result? {
    let answer = Promise<Result>()
    // A queue of its own, since another job may block it forever.
    DispatchQueue(label: "decklog.doctor").async { answer.give(body()) }
    return await withTimeout(time) { await answer.value() } ?? nil
  }

  /// The same, with an error about the subject instead of `nil`.
  package static func blocking<Result: Sendable>(
    _ subject: String,
    _ body: @Sendable @escaping () -> Result
  ) async throws(Late) -> Result {
    guard let result = await runBlocking(body) else { throw Late(subject) }
    return result
  }
}
