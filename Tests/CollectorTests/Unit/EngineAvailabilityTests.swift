import Testing
import TestSupport

@testable import Collector

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct EngineAvailabilityTests {
  private let availability = EngineAvailability()

  @Test func `Nobody waits while the engine is up`() async {
    availability.set(isUp: true)
    await availability.waitUntilUp()
  }

  @Test func `All who wait go on when it comes up`() async {
    let waiting = (0..<100).map { _ in wait() }
    availability.set(isUp: true)
    for task in waiting { await task.value }
  }

  @Test func `Whoever comes when it is down again waits again`() async {
    availability.set(isUp: true)
    availability.set(isUp: false)
    let waiting = Task.immediate { [availability] in
      await availability.waitUntilUp()
      return Task.isCancelled
    }
    waiting.cancel()
    #expect(await waiting.value)
  }

  @Test func `Saying again that it is down wakes nobody, and that it is up, all`() async {
    let waiting = wait()
    availability.set(isUp: false)
    availability.set(isUp: true)
    availability.set(isUp: true)
    await waiting.value
  }

  @Test func `A cancelled wait ends, and the others go on waiting`() async {
    let cancelled = wait()
    let other = wait()
    cancelled.cancel()
    await cancelled.value
    availability.set(isUp: true)
    await other.value
  }

  @Test func `A task that is cancelled already does not wait`() async {
    let task = Task.immediate { [availability] in
      withUnsafeCurrentTask { $0?.cancel() }
      await availability.waitUntilUp()
    }
    await task.value
  }

  private func wait() -> Task<Void, Never> {
    Task.immediate { [availability] in await availability.waitUntilUp() }
  }
}
