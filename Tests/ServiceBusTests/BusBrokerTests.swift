import FoundationEssentials
import NIOCore
import Testing
import TestSupport

@testable import ServiceBus

@Suite("The broker")
struct BusBrokerTests {
  private struct Body: Decodable {
    var v: Int
    var id: String
    var topic: String
    var type: String
    var ts: Double
    var payload: [String: String]
  }

  @Test func `A subscriber gets what others publish, with an id and a time of the broker's`() async throws {
    try await TestBroker.run { broker in
      let subscriber = try await RawPeer.connect(broker.path)
      let publisher = try await RawPeer.connect(broker.path)
      subscriber.send(.subscribe, "system.>")
      try await publisher.settle(with: subscriber)
      let given =
        #"{"v":7,"id":"mine","topic":"other","type":"login \"x\"","ts":1,"payload":{"a":"\u001b"},"more":[]}"#
      publisher.send(.publish, "other.topic", given)
      publisher.send(.publish, "system.log", given)
      try await eventually("the event comes") { subscriber.events.contains { $0.argument == "system.log" } }
      #expect(!subscriber.events.contains { $0.argument == "other.topic" })
      let event = try #require(subscriber.events.last)
      let body = try JSONDecoder().decode(Body.self, from: Data(event.body.readableBytesView))
      #expect(body.v == 1 && body.topic == "system.log" && body.type == "login \"x\"")
      #expect(body.id.count == 32 && body.id.allSatisfy(\.isHexDigit))
      #expect(abs(body.ts - Date().timeIntervalSince1970) < 60)
      #expect(body.payload == ["a": "\u{1B}"])
    }
  }

  @Test func `A publisher never gets its own event, whatever it has subscribed`() async throws {
    try await TestBroker.run { broker in
      let (one, other) = (try await RawPeer.connect(broker.path), try await RawPeer.connect(broker.path))
      one.send(.subscribe, ">")
      other.send(.subscribe, ">")
      try await one.settle(with: other)
      try await other.settle(with: one)
      let before = one.payloads.count
      one.publish("a", payload: #"{"from":"one"}"#)
      other.publish("a", payload: #"{"from":"other"}"#)
      try await eventually("both events come") {
        other.payloads.contains(#"{"from":"one"}"#) && one.payloads.contains(#"{"from":"other"}"#)
      }
      #expect(one.payloads.count == before + 1)
      #expect(!one.payloads.contains(#"{"from":"one"}"#))
    }
  }

  @Test func `A client whose patterns match several times gets an event once`() async throws {
    try await TestBroker.run { broker in
      let subscriber = try await RawPeer.connect(broker.path)
      let publisher = try await RawPeer.connect(broker.path)
      for pattern in ["a.b", "a.b", "a.*", "*.b", ">", "a.>"] { subscriber.send(.subscribe, pattern) }
      try await publisher.settle(with: subscriber)
      publisher.publish("a.b", payload: #"{"n":1}"#)
      publisher.publish("a.b", payload: #"{"n":2}"#)
      try await eventually("the second comes") { subscriber.payloads.contains(#"{"n":2}"#) }
      #expect(subscriber.events.filter { $0.argument == "a.b" }.count == 2)
    }
  }

  @Test func `What is no longer subscribed does not come, and to unsubscribe what never was is no fault`()
    async throws
  {
    try await TestBroker.run { broker in
      let subscriber = try await RawPeer.connect(broker.path)
      let publisher = try await RawPeer.connect(broker.path)
      subscriber.send(.unsubscribe, "never.*")
      subscriber.send(.subscribe, "a")
      subscriber.send(.subscribe, "b")
      subscriber.send(.unsubscribe, "a")
      try await publisher.settle(with: subscriber)
      publisher.publish("a")
      publisher.publish("b")
      try await eventually("the event comes") { subscriber.events.contains { $0.argument == "b" } }
      #expect(!subscriber.events.contains { $0.argument == "a" })
      #expect(broker.counters.hostile == 0)
    }
  }

  @Test func `BYE closes the connection, after all that was published before it`() async throws {
    try await TestBroker.run { broker in
      let subscriber = try await RawPeer.connect(broker.path)
      let publisher = try await RawPeer.connect(broker.path)
      subscriber.send(.subscribe, "a")
      try await publisher.settle(with: subscriber)
      for number in 0..<100 { publisher.publish("a", payload: #"{"n":\#(number)}"#) }
      publisher.send(.bye)
      try await eventually("the broker closes") { publisher.isClosed }
      try await eventually("all events come") { subscriber.events.filter { $0.argument == "a" }.count == 100 }
      #expect(broker.counters.hostile == 0)
    }
  }

  @Test func `A publisher that goes away at once, and without a word, has published all that it wrote`()
    async throws
  {
    try await TestBroker.run { broker in
      let publisher = try await RawPeer.connect(broker.path)
      for number in 0..<3000 { publisher.publish("a", payload: #"{"n":\#(number)}"#) }
      try await publisher.channel.writeAndFlush(ByteBuffer()).get()
      await publisher.close()
      try await eventually("it is gone") { broker.counters.received > 0 && broker.counters.clients == 0 }
      #expect(broker.counters.received == 3000)
      #expect(broker.counters.hostile == 0)
    }
  }

  @Test func `An event whose body is not what it has to be is dropped and counted; its publisher stays`()
    async throws
  {
    try await TestBroker.run { broker in
      let subscriber = try await RawPeer.connect(broker.path)
      let publisher = try await RawPeer.connect(broker.path)
      subscriber.send(.subscribe, "a")
      let bodies = [
        "", "{}", "[]", "garbage", "\u{0}", #"{"type":1,"payload":{}}"#, #"{"type":"x","payload":1}"#,
      ]
      for body in bodies { publisher.send(.publish, "a", body) }
      // It fits as it is, and not in its envelope.
      let padding = String(repeating: "x", count: (1 << 20) - 60)
      publisher.send(.publish, "a", #"{"type":"x","payload":{"p":"\#(padding)"}}"#)
      publisher.publish("a", payload: #"{"good":1}"#)
      try await publisher.settle(with: subscriber)
      publisher.publish("a", payload: #"{"good":2}"#)
      try await eventually("the good one comes") { subscriber.payloads.contains(#"{"good":2}"#) }
      #expect(broker.counters.malformed == bodies.count + 1)
      #expect(broker.counters.hostile == 0)
      #expect(!publisher.isClosed)
    }
  }

  @Test func `All that subscribers were to get is delivered, dropped, or still in a queue`() async throws {
    try await TestBroker.run { broker in
      let publisher = try await RawPeer.connect(broker.path)
      var subscribers: [RawPeer] = []
      for _ in 0..<5 {
        let subscriber = try await RawPeer.connect(broker.path)
        subscriber.send(.subscribe, "a")
        try await publisher.settle(with: subscriber)
        subscribers.append(subscriber)
      }
      let before = broker.counters
      for number in 0..<2000 { publisher.publish("a", payload: #"{"n":\#(number)}"#) }
      try await eventually("all are through") {
        broker.counters.delivered + broker.counters.dropped - before.delivered - before.dropped == 10_000
      }
      #expect(broker.counters.received - before.received == 2000)
      #expect(broker.counters.clients == 6)
      await publisher.close()
      for subscriber in subscribers { await subscriber.close() }
      try await eventually("all are gone") { broker.counters.clients == 0 }
    }
  }
}
