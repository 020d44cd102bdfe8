internal import Glibc

/// A thread of its own for work that may never return. Nobody waits for its end.
enum BlockingThread {
  /// What a thread does, kept until it has begun.
  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @Sendable @escaping () -> Void) { self.body = body }
  }

  /// Starts a thread.
  ///
  /// - Parameters:
  ///   - body: what it does.
  ///   - failure: called in its place where the system has no thread to spare.
  static func start(_ body: @Sendable @escaping () -> Void, otherwise failure: () -> Void) {
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread,
      nil,
      { pointer in
        guard let pointer else { return nil }
        Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
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
}
