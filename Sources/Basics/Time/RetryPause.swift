/// How long to wait before something is tried again: twice as long each time, until it has gone well.
package struct RetryPause {
  private let shortest: Duration
  private let longest: Duration
  private var next: Duration

  /// - Parameters:
  ///   - shortest: the first pause, and the first after it has gone well.
  ///   - longest: no pause is longer.
  package init(from shortest: Duration, to longest: Duration) {
    self.shortest = shortest
    self.longest = longest
    next = shortest
  }

  /// It has gone well.
  package mutating func reset() { next = shortest }

  /// Waits, or until the task is cancelled.
  package mutating func wait() async {
    let pause = next
    next = min(next * 2, longest)
    try? await Task.sleep(for: pause)
  }
}
