import Glibc
import Testing
import TestSupport

@testable import DecoyEvents

struct FloodGateEvictionTests {
  @Test func `The key that was let through longest ago is evicted`() {
    var gate = FloodGate(window: 10, capacity: 2)
    _ = gate.decide(key(1), observed: 0)
    _ = gate.decide(key(2), observed: 1)
    _ = gate.decide(key(1), observed: 10)
    _ = gate.decide(key(3), observed: 10)
    #expect(gate.decide(key(1), observed: 11) == .hold)
    #expect(gate.decide(key(3), observed: 11) == .hold)
    #expect(gate.decide(key(2), observed: 11) == .pass(suppressed: 0))
    #expect(gate.openKeys == 2)
  }

  @Test func `Being held back does not keep a key`() {
    var gate = FloodGate(window: 10, capacity: 2)
    _ = gate.decide(key(1), observed: 0)
    _ = gate.decide(key(2), observed: 1)
    _ = gate.decide(key(1), observed: 2)
    _ = gate.decide(key(3), observed: 3)
    #expect(gate.decide(key(2), observed: 4) == .hold)
    #expect(gate.decide(key(1), observed: 4) == .pass(suppressed: 0))
  }

  @Test func `What is given up early is counted, and its held-back events too`() {
    var gate = FloodGate(window: 10, capacity: 1)
    _ = gate.decide(key(1), observed: 0)
    _ = gate.decide(key(1), observed: 1)
    _ = gate.decide(key(1), observed: 2)
    _ = gate.decide(key(2), observed: 3)
    #expect(gate.evictedEarly == 1)
    #expect(gate.unreported == 2)
    #expect(gate.decide(key(1), observed: 4) == .pass(suppressed: 0))
    #expect(gate.evictedEarly == 2)
    #expect(gate.unreported == 2)
  }

  @Test func `A key whose window is over is given up without a report`() {
    var gate = FloodGate(window: 10, capacity: 1)
    _ = gate.decide(key(1), observed: 0)
    _ = gate.decide(key(2), observed: 10)
    #expect(gate.evictedEarly == 0)
    #expect(gate.unreported == 0)
  }

  @Test(arguments: [0, -1, .min])
  func `There is space for at least one key`(capacity: Int) {
    var gate = FloodGate(window: 10, capacity: capacity)
    #expect(gate.decide(key(1), observed: 0) == .pass(suppressed: 0))
    #expect(gate.decide(key(1), observed: 1) == .hold)
    #expect(gate.openKeys == 1)
  }

  @Test(arguments: UInt64(0)..<10)
  func `A full gate decides as a list that is sorted by the last event let through`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var gate = FloodGate(window: 30, capacity: 5)
    var model: [(number: Int, passed: Int64, heldBack: Int)] = []
    var (early, unreported) = (0, 0)
    var observed: Int64 = 0
    for _ in 0..<3000 {
      observed += Int64.random(in: -3...6, using: &random)
      let number = Int.random(in: 0..<9, using: &random)
      let decision = gate.decide(key(number), observed: observed)
      guard let index = model.firstIndex(where: { $0.number == number }) else {
        if model.count == 5 {
          let last = model.removeLast()
          let isOpen = observed >= last.passed && observed - last.passed < 30
          if isOpen || last.heldBack > 0 { early += 1 }
          unreported += last.heldBack
        }
        model.insert((number, observed, 0), at: 0)
        #expect(decision == .pass(suppressed: 0))
        continue
      }
      if observed >= model[index].passed, observed - model[index].passed < 30 {
        model[index].heldBack += 1
        #expect(decision == .hold)
      } else {
        let entry = model.remove(at: index)
        model.insert((number, observed, 0), at: 0)
        #expect(decision == .pass(suppressed: entry.heldBack))
      }
    }
    #expect(gate.evictedEarly == early)
    #expect(gate.unreported == unreported)
  }

  @Test func `A million attackers take bounded memory, and the last costs what the first did`() {
    var gate = FloodGate(window: .max)
    var costs: [Double] = []
    for quarter in 0..<4 {
      let start = processorTime()
      for number in 0..<250_000 {
        _ = gate.decide(key(quarter * 250_000 + number), observed: Int64(quarter))
      }
      costs.append(processorTime() - start)
    }
    #expect(gate.openKeys == 65_536)
    #expect(gate.evictedEarly == 1_000_000 - 65_536)
    #expect(gate.unreported == 0)
    let sizes = Mirror(reflecting: gate).children.compactMap { child -> Int? in
      (child.value as? [FloodKey: Int])?.count
    }
    #expect(sizes == [65_536])
    #expect(costs[3] < 4 * costs[1], "a quarter of them each: \(costs)")
  }

  private func key(_ number: Int) -> FloodKey {
    withUnsafeBytes(of: number) { bytes in
      let none = UnsafeRawBufferPointer(start: nil, count: 0)
      return FloodKey(bytes, none, none, none, none)
    }
  }

  /// Seconds that this thread has used.
  private func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
