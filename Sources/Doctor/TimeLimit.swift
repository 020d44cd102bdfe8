internal import Basics
internal import Glibc

/// Keeps a check from taking too long.
enum TimeLimit {
  /// How long a check may take. Tests that expect an answer raise it, since the machine may be busy.
  @TaskLocal static var check: Duration = .seconds(5)

  /// How long the engine may take to answer: less than a check, so that the check can report it.
  static var answer: Duration { check * 4 / 5 }

  /// Runs `body`, which may block, on a thread of its own.
  ///
  /// - Returns: `nil` if it takes too long or there is no thread. The thread is then abandoned: a system call on a dead
  ///   network file system may never return, and nothing can end it.
  static func runBlocking<Result: Sendable>(
    within time: Duration = check,
    _ body: @Sendable @escaping () -> Result
  ) async -> Result? {
    let answer = Promise<Result>()
    startThread {
      answer.give(body())
    } otherwise: {
      answer.give(nil)
    }
    return await withTimeout(time) { await answer.value() } ?? nil
  }

  /// The same, with an error about the subject instead of `nil`.
  static func blocking<Result: Sendable>(
    _ subject: String,
    _ body: @Sendable @escaping () -> Result
  ) async throws(Late) -> Result {
    guard let result = await runBlocking(body) else { throw Late(subject) }
    return result
  }

  /// Starts a detached thread, or calls `failure` if the system has none to spare.
  private static func startThread(_ body: @Sendable @escaping () -> Void, otherwise failure: () -> Void) {
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread,
      nil,
      { pointer in
        if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
        return nil
      },
      work.toOpaque()
    )
    guard code == 0 else {
      work.release()
      return failure()
    }
    pthread_detach(thread)
  }

  /// The work of a thread, retained until it has started.
  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @Sendable @escaping () -> Void) { self.body = body }
  }
}
