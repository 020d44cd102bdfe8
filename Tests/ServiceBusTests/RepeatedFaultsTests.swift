import Testing

@testable import ServiceBus

@Suite("Faults that repeat")
struct RepeatedFaultsTests {
  @Test("each is said once, and again when all had been well")
  func once() {
    var faults = RepeatedFaults()
    let said = ["a", "a", "b", "a"].map { faults.note($0) }
    #expect(said == [true, false, true, false])
    #expect(faults.count == 4)
    faults.clear()
    #expect(faults.count == 0)
    let isSaidAgain = faults.note("a")
    #expect(isSaidAgain)
  }

  @Test("the memory for them is bounded")
  func bounded() {
    var faults = RepeatedFaults()
    for number in 0..<10_000 { _ = faults.note("\(number)") }
    #expect(faults.count <= 64)
  }
}
