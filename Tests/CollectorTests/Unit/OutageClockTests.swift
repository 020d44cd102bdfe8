import Testing

@testable import Collector

struct OutageClockTests {
  @Test func `The first pause is a second, and short outages keep it`() {
    var clock = OutageClock()
    for _ in 0..<100 { #expect(clock.pause() == .seconds(1)) }
  }

  @Test func `After an answer it begins anew`() {
    var clock = OutageClock()
    _ = clock.pause()
    clock.reset()
    #expect(clock.pause() == .seconds(1))
  }
}
