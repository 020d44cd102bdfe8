/// Exponential backoff: each pause is twice the last until ``reset()``.
package struct RetryPause {
  private let shortest: Duration
  private let longest: Duration
  private var next: Duration

  package init(from shortest: Duration, to longest: Duration) {
    self.shortest = shortest
    self.longest = longest
    next = shortest
  }

  /// Starts over after a success.
  package mutating func reset() { next = shortest }

  /// Waits for the next pause, or until the task is cancelled.
  package mutating func wait() async {
    let pause = next
    next = min(next * 2, longest)
    try? await Task.sleep(for: pause)
  }
}
