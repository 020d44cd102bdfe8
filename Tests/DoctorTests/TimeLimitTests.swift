import Glibc
import Testing
import TestSupport

@testable import Doctor

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct TimeLimitTests {
  @Test func `An answer in time is returned`() async {
    #expect(await TimeLimit.runBlocking(within: .seconds(60)) { 7 } == 7)
  }

  @Test func `A call that blocks forever is abandoned`() async {
    let answer: Int? = await TimeLimit.runBlocking(within: .milliseconds(10)) {
      while true { pause() }
    }
    #expect(answer == nil)
  }
}
