import Glibc
import Testing
import WaitTestSupport

@testable import Doctor

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct TimeLimitTests {
  @Test func `What is in time is answered`() async {
    #expect(await TimeLimit.runBlocking(within: .seconds(60)) { 7 } == 7)
  }

  @Test func `What blocks for ever is left behind`() async {
    let answer: Int? = await TimeLimit.runBlocking(within: .milliseconds(10)) {
      while true { pause() }
    }
    #expect(answer == nil)
  }
}
