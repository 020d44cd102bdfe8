import Basics
import DecoyEvents
import DockerEngine
import Testing
import TestSupport

@testable import Collector

@Suite(.timeLimit(.minutes(Patience.minutes(5))))
struct BatchChannelTests {
  private let channel = BatchChannel(limit: 10)

  @Test func `Space is granted at once while there is some`() async throws {
    try await channel.reserve(4)
    try await channel.reserve(6)
    #expect(channel.used == 10)
  }

  @Test func `A reservation waits for space`() async throws {
    try await channel.reserve(8)
    let waiting = reserve(3)
    #expect(channel.used == 8)
    channel.release(8)
    try await waiting.value
    #expect(channel.used == 3)
  }

  @Test func `Space is granted in the order of the requests`() async throws {
    try await channel.reserve(5)
    let large = reserve(8)
    let small = reserve(1)
    // There would be room for the small one.
    #expect(channel.used == 5)
    channel.release(3)
    #expect(channel.used == 10)
    try await large.value
    channel.release(1)
    #expect(channel.used == 10)
    try await small.value
  }

  @Test func `Any number of events takes the space of one while there is no receiver`() async throws {
    let channel = BatchChannel(limit: 1_000_000)
    let output = OutputID(container: "", stream: .stdout)
    for number in 1...200_000 {
      var batch = SourceBatch(output: output, containerName: "")
      batch.changes = [.event(EngineTimestamp(nanoseconds: Int64(number)))]
      channel.send(batch, reserved: 0)
    }
    let waiting = channel.takeWaiting()
    #expect(waiting.map(\.changes) == [[.event(EngineTimestamp(nanoseconds: 200_000))]])
    #expect(channel.used == waiting[0].size)
  }

  @Test func `What else is remembered stays, and in its order`() async throws {
    let output = OutputID(container: "a", stream: .stdout)
    let changes: [StateChange] = [
      .event(EngineTimestamp(nanoseconds: 1)), .forget(output), .event(EngineTimestamp(nanoseconds: 2)),
      .event(EngineTimestamp(nanoseconds: 3)),
    ]
    for change in changes {
      var batch = SourceBatch(output: output, containerName: "")
      batch.changes = [change]
      channel.send(batch, reserved: 0)
    }
    #expect(channel.takeWaiting().flatMap(\.changes) == [changes[0], changes[1], changes[3]])
  }

  @Test func `As many as fit are let in together`() async throws {
    try await channel.reserve(10)
    let waiting = [3, 3, 4, 1].map { reserve($0) }
    channel.release(10)
    for task in waiting.dropLast() { try await task.value }
    #expect(channel.used == 10)
    channel.release(3)
    try await waiting[3].value
    #expect(channel.used == 8)
  }

  @Test func `A batch larger than the limit goes alone`() async throws {
    try await channel.reserve(1)
    let huge = reserve(1000)
    let next = reserve(1)
    #expect(channel.used == 1)
    channel.release(1)
    try await huge.value
    #expect(channel.used == 1000)
    channel.release(1000)
    try await next.value
    #expect(channel.used == 1)
  }

  @Test func `A reservation of nothing waits its turn and takes nothing`() async throws {
    try await channel.reserve(10)
    try await channel.reserve(0)
    #expect(channel.used == 10)
  }

  @Test func `A cancelled reservation gives up its place`() async throws {
    try await channel.reserve(8)
    let large = reserve(9)
    let small = reserve(2)
    #expect(channel.used == 8)
    large.cancel()
    await #expect(throws: CancellationError.self) { try await large.value }
    try await small.value
    #expect(channel.used == 10)
  }

  @Test func `A task that is cancelled already reserves nothing`() async throws {
    let task = Task.immediate { [channel] in
      withUnsafeCurrentTask { $0?.cancel() }
      try await channel.reserve(1)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(channel.used == 0)
  }

  @Test func `A granted reservation is not undone by a later cancellation`() async throws {
    let task = reserve(4)
    try await task.value
    task.cancel()
    #expect(channel.used == 4)
  }

  @Test func `A batch counts with its true size`() async throws {
    try await channel.reserve(8)
    channel.send(.of(3), reserved: 8)
    #expect(channel.used == 3)
    try await channel.reserve(7)
    channel.send(.of(20), reserved: 7)
    #expect(channel.used == 23)
    let batches = try #require(await channel.receive())
    #expect(batches.map(\.size) == [3, 20])
    #expect(channel.used == 23)
    for batch in batches { channel.release(batch.size) }
    #expect(channel.used == 0)
  }

  @Test func `A batch smaller than its reservation lets others in`() async throws {
    try await channel.reserve(10)
    let waiting = reserve(6)
    channel.send(.of(4), reserved: 10)
    try await waiting.value
    #expect(channel.used == 10)
  }

  @Test func `The receiver waits for a batch and takes all that are there`() async throws {
    let receiver = Task.immediate { [channel] in await channel.receive()?.map(\.lines.counts.lines) }
    channel.send(.of(1, number: 1), reserved: 0)
    var received = try #require(await receiver.value)
    channel.send(.of(1, number: 2), reserved: 0)
    channel.send(.of(1, number: 3), reserved: 0)
    received += try #require(await channel.receive()).map(\.lines.counts.lines)
    #expect(received == [1, 2, 3])
  }

  @Test func `What was sent before the end is received after it`() async throws {
    channel.send(.of(1, number: 1), reserved: 0)
    channel.finish()
    #expect(channel.isFinished)
    #expect(await channel.receive()?.count == 1)
    #expect(await channel.receive() == nil)
    #expect(await channel.receive() == nil)
  }

  @Test func `The end wakes the receiver`() async {
    let receiver = Task.immediate { [channel] in await channel.receive() == nil }
    channel.finish()
    #expect(await receiver.value)
  }

  private func reserve(_ bytes: Int) -> Task<Void, any Error> {
    Task.immediate { [channel] in try await channel.reserve(bytes) }
  }
}
