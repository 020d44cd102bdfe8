import Testing
import TestSupport

@testable import DecoyEvents

struct FloodGateTests {
  private static let second: Int64 = 1_000_000_000
  private let key = FloodKey.of("id", "1.2.3.4", "decky", "ssh", "connect")

  @Test(
    arguments: [
      (0, FloodGate.Decision.hold), (1, .hold), (second - 1, .hold), (second, .pass(suppressed: 0)),
      (second + 1, .pass(suppressed: 0)), (-1, .pass(suppressed: 0)), (-second, .pass(suppressed: 0)),
    ] as [(Int64, FloodGate.Decision)]
  )
  func `A window is closed on the left and open on the right`(after: Int64, decision: FloodGate.Decision) {
    var gate = FloodGate(window: Self.second)
    #expect(gate.decide(key, observed: 5 * Self.second) == .pass(suppressed: 0))
    #expect(gate.decide(key, observed: 5 * Self.second + after) == decision)
  }

  @Test func `The window begins with the event let through and not with those held back`() {
    var gate = FloodGate(window: 10)
    let decisions = [0, 4, 9, 10, 14, 19, 20].map { gate.decide(key, observed: $0) }
    #expect(
      decisions == [
        .pass(suppressed: 0), .hold, .hold, .pass(suppressed: 2), .hold, .hold, .pass(suppressed: 2),
      ]
    )
  }

  @Test func `The first event is let through, also that of the year zero`() {
    for observed in [Int64.min, -1, 0, .max] {
      var gate = FloodGate(window: Self.second)
      #expect(gate.decide(key, observed: observed) == .pass(suppressed: 0))
    }
  }

  @Test func `An event from before the last one let through is let through and begins a window`() {
    var gate = FloodGate(window: 10)
    _ = gate.decide(key, observed: 100)
    #expect(gate.decide(key, observed: 50) == .pass(suppressed: 0))
    #expect(gate.decide(key, observed: 55) == .hold)
    #expect(gate.decide(key, observed: 60) == .pass(suppressed: 1))
  }

  @Test func `An event from before tells how many were held back`() {
    var gate = FloodGate(window: 10)
    _ = gate.decide(key, observed: 100)
    _ = gate.decide(key, observed: 101)
    _ = gate.decide(key, observed: 102)
    #expect(gate.decide(key, observed: 99) == .pass(suppressed: 2))
  }

  @Test(arguments: [0, -1, .min] as [Int64])
  func `Without a window nothing is held back or kept`(window: Int64) {
    var gate = FloodGate(window: window)
    for observed in [5, 5, 5, 4] as [Int64] {
      #expect(gate.decide(key, observed: observed) == .pass(suppressed: 0))
    }
    #expect(gate.openKeys == 0)
  }

  @Test func `Times at the ends of what can be counted don't trap`() {
    var gate = FloodGate(window: .max)
    #expect(gate.decide(key, observed: .min) == .pass(suppressed: 0))
    #expect(gate.decide(key, observed: .max) == .pass(suppressed: 0))
    #expect(gate.decide(key, observed: .min) == .pass(suppressed: 0))
    #expect(gate.decide(key, observed: -2) == .hold)
  }

  @Test func `Keys don't hold each other back`() {
    var gate = FloodGate(window: Self.second)
    let keys = (0..<100).map { FloodKey.of("id", "10.0.0.\($0)", "decky", "ssh", "connect") }
    for key in keys { #expect(gate.decide(key, observed: 0) == .pass(suppressed: 0)) }
    for key in keys { #expect(gate.decide(key, observed: 1) == .hold) }
    #expect(gate.openKeys == 100)
    #expect(gate.evictedEarly == 0)
  }

  @Test(arguments: UInt64(0)..<20)
  func `Decisions are those of a table without bounds`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var gate = FloodGate(window: 50)
    var passed: [Int: Int64] = [:]
    var heldBack: [Int: Int] = [:]
    var observed: Int64 = 0
    for _ in 0..<2000 {
      observed += Int64.random(in: -5...20, using: &random)
      let number = Int.random(in: 0..<8, using: &random)
      let decision = gate.decide(FloodKey.of("\(number)"), observed: observed)
      if let last = passed[number], observed >= last, observed - last < 50 {
        heldBack[number, default: 0] += 1
        #expect(decision == .hold)
      } else {
        passed[number] = observed
        #expect(decision == .pass(suppressed: heldBack.removeValue(forKey: number) ?? 0))
      }
    }
  }
}
