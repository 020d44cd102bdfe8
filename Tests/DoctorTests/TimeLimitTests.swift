import Glibc
import Testing
import WaitTestSupport

@testable import Doctor

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct TimeLimitTests {
  @Test func `What is in time is answered`() async {
    #expect(await TimeLimit.run(within: .seconds(60)) { 7 } == 7)
    #expect(await TimeLimit.runBlocking(within: .seconds(60)) { 7 } == 7)
  }

  @Test func `What heeds its cancellation ends when the time is over`() async {
    let start = ContinuousClock.now
    let answer: Int? = await TimeLimit.run(within: .milliseconds(10)) {
      try? await Task.sleep(for: .seconds(600))
      return 7
    }
    #expect(answer == nil)
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test func `What blocks for ever is left behind`() async {
    let answer: Int? = await TimeLimit.runBlocking(within: .milliseconds(10)) {
      while true { pause() }
    }
    #expect(answer == nil)
  }
}
