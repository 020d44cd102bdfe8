import HTTPListener
import Testing
import TestSupport

@testable import Dashboard

@Suite("The live feed", .timeLimit(.minutes(Patience.minutes(5))))
struct LiveFeedTests {
  private static func records(_ count: Int, length: Int = 20) -> [UInt8] {
    (0..<count).flatMap { index in
      let text = #"{"n":\#(index),"x":""#
      return Array(text.utf8) + Array(repeating: UInt8(ascii: "x"), count: length) + Array("\"}\n".utf8)
    }
  }

  /// What a stream says next, without the beginning.
  private static func next(_ subscription: LiveSubscription) async throws -> String {
    String(decoding: try #require(await subscription.next()), as: UTF8.self)
  }

  private static func counts(_ text: String) throws -> (skipped: Int, lost: Int) {
    let match = try #require(text.firstMatch(of: /event: counts\ndata: {"skipped":(\d+),"lost":(\d+)}\n\n/))
    return (try #require(Int(match.1)), try #require(Int(match.2)))
  }

  private static func subscribe(_ feed: LiveFeed) async throws -> LiveSubscription {
    let subscription = try #require(feed.subscribe(atMost: 16))
    #expect(try await next(subscription) == "retry: 3000\n\n")
    return subscription
  }

  @Test func `A record is one event, as it stands in the file`() async throws {
    let feed = LiveFeed()
    let subscription = try await Self.subscribe(feed)
    feed.offer(Array("{\"a\":\"b\"}\n{\"c\":1}\n".utf8), count: 2)
    #expect(try await Self.next(subscription) == "data: {\"a\":\"b\"}\n\ndata: {\"c\":1}\n\n")
  }

  @Test(.timeLimit(.minutes(Patience.minutes(5))))
  func `A record is sent at once, and waits for no pause`() async throws {
    let feed = LiveFeed()
    let subscription = try await Self.subscribe(feed)
    let clock = ContinuousClock()
    var shortest = Duration.seconds(60)
    // The best of some: a busy machine may be late now and then.
    for _ in 0..<10 {
      let start = clock.now
      feed.offer(Self.records(1), count: 1)
      _ = try await Self.next(subscription)
      shortest = min(shortest, clock.now - start)
    }
    #expect(shortest < Patience.limit(.seconds(1)))
  }

  @Test func `Of ten thousand a second some are sent, and of the others the number`() async throws {
    let feed = LiveFeed()
    let subscription = try await Self.subscribe(feed)
    let batch = Self.records(1_000)
    for _ in 0..<10 { feed.offer(batch, count: 1_000) }
    let text = try await Self.next(subscription)
    let sent = text.matches(of: /data: \{"n"/).count
    #expect((1...LiveFeed.recordRate * 2).contains(sent))
    #expect(try Self.counts(text) == (10_000 - sent, 0))
  }

  @Test func `Records are sent up to a number of bytes a second; one that doesn't fit is counted`()
    async throws
  {
    let feed = LiveFeed()
    let subscription = try await Self.subscribe(feed)
    feed.offer(Self.records(5, length: 400_000), count: 5)
    let text = try await Self.next(subscription)
    let sent = text.matches(of: /data: \{"n"/).count
    #expect((2...3).contains(sent))
    #expect(try Self.counts(text) == (5 - sent, 0))
    feed.offer(Self.records(1, length: 2 << 20), count: 1)
    #expect(try Self.counts(try await Self.next(subscription)) == (1, 0))
  }

  @Test func `A slow reader alone loses events, and gets their number`() async throws {
    let slow = LiveSubscription { _ in }
    let event = ServerSentEvent.record(Self.records(1)[...].dropLast())
    _ = await slow.next()
    for _ in 0..<LiveSubscription.pendingRecords + 50 { slow.add([event], skipped: 1) }
    let text = try await Self.next(slow)
    #expect(text.matches(of: /data: \{"n"/).count == LiveSubscription.pendingRecords)
    #expect(try Self.counts(text) == (LiveSubscription.pendingRecords + 50, 50))
    let large = ServerSentEvent.record(Self.records(1, length: 700_000)[...].dropLast())
    slow.add([large, large], skipped: 0)
    #expect(try Self.counts(try await Self.next(slow)) == (0, 1))
  }

  @Test func `Readers are limited in number; one that leaves makes space`() throws {
    let feed = LiveFeed()
    let all = (0..<16).compactMap { _ in feed.subscribe(atMost: 16) }
    #expect(all.count == 16)
    #expect(feed.subscribe(atMost: 16) == nil)
    all[3].end()
    all[3].end()
    #expect(feed.subscribe(atMost: 16) != nil)
    #expect(feed.subscribe(atMost: 16) == nil)
  }

  @Test func `Who watches gets nothing of what was written before`() async throws {
    let feed = LiveFeed()
    feed.offer(Self.records(3), count: 3)
    let subscription = try await Self.subscribe(feed)
    feed.offer(Array("{\"new\":1}\n".utf8), count: 1)
    #expect(try await Self.next(subscription) == "data: {\"new\":1}\n\n")
  }

  @Test func `An end is heard by who waits, and nothing comes after it`() async throws {
    let feed = LiveFeed()
    let subscription = try await Self.subscribe(feed)
    await withTaskGroup { group in
      group.addTask { #expect(await subscription.next() == nil) }
      subscription.end()
    }
    feed.offer(Self.records(1), count: 1)
    #expect(await subscription.next() == nil)
  }

  @Test func `A task that is cancelled waits no longer`() async throws {
    let subscription = try await Self.subscribe(LiveFeed())
    await withTaskGroup { group in
      group.addTask { #expect(await subscription.next() == nil) }
      group.cancelAll()
    }
  }

  @Test func `Where there is nothing to say, a comment says so`() async throws {
    let subscription = LiveSubscription(silence: .milliseconds(10)) { _ in }
    _ = await subscription.next()
    for _ in 0..<3 { #expect(try await Self.next(subscription) == ":\n\n") }
    #expect(LiveSubscription.pause == .seconds(15))
  }

  @Test func `No byte of a record ends a line of the stream`() {
    let event = ServerSentEvent.record(Array("{\"a\":\"\rdata: x\r\"}".utf8)[...])
    #expect(String(decoding: event, as: UTF8.self) == "data: {\"a\":\" data: x \"}\n\n")
  }
}
