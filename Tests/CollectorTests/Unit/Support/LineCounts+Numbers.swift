@testable import DecoyEvents

extension LineCounts {
  /// The first of the numbers, in their order; the others are zero.
  init(inOrder numbers: [Int]) {
    self.init()
    for (counter, number) in zip(Self.counters, numbers) { self[keyPath: counter.path] = number }
  }
}
