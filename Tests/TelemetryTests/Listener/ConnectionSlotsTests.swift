import NIOCore
import Testing

@testable import HTTPListener

@Suite("Which connection goes when there is one too many")
struct ConnectionSlotsTests {
  private static let start = NIODeadline.uptimeNanoseconds(1)
  private static let later = start + .seconds(3)

  /// Three connections, which are all that may be.
  private static func slots() -> ConnectionSlots<Int> {
    var slots = ConnectionSlots<Int>(limit: 3, answerTime: .seconds(2))
    for id in 1...3 { #expect(slots.admit(id, at: start) == nil) }
    return slots
  }

  @Test func `The oldest idle one goes first`() {
    var slots = Self.slots()
    slots.note(.answering, of: 1, at: Self.start)
    #expect(slots.admit(4, at: Self.start) == 2)
    #expect(slots.admit(5, at: Self.start) == 3)
    // One that has its answer is silent again.
    slots.note(.idle, of: 1, at: Self.start)
    #expect(slots.admit(6, at: Self.start) == 1)
  }

  @Test func `Without an idle one, the oldest that takes long to answer goes`() {
    var slots = Self.slots()
    for id in 1...3 { slots.note(.answering, of: id, at: id == 1 ? Self.later : Self.start) }
    #expect(slots.admit(4, at: Self.later) == 2)
  }

  @Test func `Otherwise the new one goes`() {
    var slots = Self.slots()
    for id in 1...3 { slots.note(.answering, of: id, at: Self.start) }
    #expect(slots.admit(4, at: Self.start + .seconds(2)) == 4)
    for id in 1...3 { slots.note(.streaming, of: id, at: Self.start) }
    #expect(slots.admit(5, at: Self.later) == 5)
  }

  @Test func `None goes if one has ended`() {
    var slots = Self.slots()
    slots.remove(2)
    slots.note(.answering, of: 2, at: Self.start)
    #expect(slots.admit(4, at: Self.start) == nil)
    #expect(slots.admit(5, at: Self.start) == 1)
  }
}
