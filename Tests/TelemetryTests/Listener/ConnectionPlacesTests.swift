import NIOCore
import Testing

@testable import HTTPListener

@Suite("Which connection goes when there is one too many")
struct ConnectionPlacesTests {
  private static let start = NIODeadline.uptimeNanoseconds(1)
  private static let later = start + .seconds(3)

  /// Three connections, which are all that may be.
  private static func places() -> ConnectionPlaces<Int> {
    var places = ConnectionPlaces<Int>(limit: 3, answerTime: .seconds(2))
    for id in 1...3 { #expect(places.admit(id, at: start) == nil) }
    return places
  }

  @Test func `The oldest that is silent`() {
    var places = Self.places()
    places.note(.answering, of: 1, at: Self.start)
    #expect(places.admit(4, at: Self.start) == 2)
    #expect(places.admit(5, at: Self.start) == 3)
    // One that has its answer is silent again.
    places.note(.idle, of: 1, at: Self.start)
    #expect(places.admit(6, at: Self.start) == 1)
  }

  @Test func `Then the oldest whose answer has taken its time`() {
    var places = Self.places()
    for id in 1...3 { places.note(.answering, of: id, at: id == 1 ? Self.later : Self.start) }
    #expect(places.admit(4, at: Self.later) == 2)
  }

  @Test func `Then the new one`() {
    var places = Self.places()
    for id in 1...3 { places.note(.answering, of: id, at: Self.start) }
    #expect(places.admit(4, at: Self.start + .seconds(2)) == 4)
    for id in 1...3 { places.note(.streaming, of: id, at: Self.start) }
    #expect(places.admit(5, at: Self.later) == 5)
  }

  @Test func `None where one has ended`() {
    var places = Self.places()
    places.remove(2)
    places.note(.answering, of: 2, at: Self.start)
    #expect(places.admit(4, at: Self.start) == nil)
    #expect(places.admit(5, at: Self.start) == 1)
  }
}
