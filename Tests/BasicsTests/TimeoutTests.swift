import Basics
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct TimeoutTests {
  private struct Fault: Error, Equatable {}

  @Test func `A result in time is returned`() async {
    #expect(await withTimeout(.seconds(600)) { 7 } == 7)
  }

  @Test func `An error in time is thrown`() async {
    await #expect(throws: Fault()) {
      try await withTimeout(.seconds(600)) { () async throws(Fault) -> Int in throw Fault() }
    }
  }

  @Test func `An operation that takes longer is cancelled and awaited`() async {
    let end = Latch()
    let answer: Int? = await withTimeout(.milliseconds(10)) {
      try? await Task.sleep(for: .seconds(600))
      end.open()
      return 7
    }
    #expect(answer == nil)
    #expect(end.isOpen)
  }

  @Test func `Nothing is waited for once the caller is cancelled`() async {
    let task = Task { await withTimeout(.seconds(600)) { try? await Task.sleep(for: .seconds(600)) } }
    task.cancel()
    _ = await task.value
  }
}
