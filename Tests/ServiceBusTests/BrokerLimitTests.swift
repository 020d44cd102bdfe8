import Testing
import TestSupport

@testable import ServiceBus

@Suite("The limits of the broker")
struct BrokerLimitTests {
  @Test(
    arguments: [Frame.Verb.publish, .subscribe, .unsubscribe, .event]
  )
  func `Whoever does not begin with HELLO is disconnected`(verb: Frame.Verb) async throws {
    try await TestBroker.run { broker in
      let peer = try await RawPeer.connect(broker.path, name: nil)
      peer.send(verb, "a", #"{"type":"x","payload":{}}"#)
      try await eventually("it is disconnected") { peer.isClosed }
      #expect(broker.counters.hostile == 1)
      #expect(broker.counters.received == 0)
    }
  }

  @Test func `Whoever says nothing is disconnected after a while, and whoever said HELLO is not`()
    async throws
  {
    try await TestBroker.run {
      // As long as a busy machine may take for a HELLO.
      $0.helloTimeout = .seconds(Int64(3 * Patience.factor))
    } _: { broker in
      let polite = try await RawPeer.connect(broker.path)
      try await eventually("it is there") { broker.counters.clients == 1 }
      let silent = try await RawPeer.connect(broker.path, name: nil)
      let slow = try await RawPeer.connect(broker.path, name: nil)
      slow.send(Array("HEL".utf8))
      try await eventually("they are disconnected") { silent.isClosed && slow.isClosed }
      #expect(broker.counters.hostile == 2)
      #expect(!polite.isClosed)
    }
  }

  @Test func `128 subscriptions are borne, and one more is hostile`() async throws {
    try await TestBroker.run { broker in
      let peer = try await RawPeer.connect(broker.path)
      let other = try await RawPeer.connect(broker.path)
      for number in 0..<127 { peer.send(.subscribe, "topic.\(number)") }
      for _ in 0..<1000 { peer.send(.subscribe, "topic.5") }
      // Its own subscription for a while is the last that is borne.
      try await other.settle(with: peer)
      #expect(!peer.isClosed)
      peer.send(.subscribe, "topic.127")
      peer.send(.subscribe, "topic.128")
      try await eventually("it is disconnected") { peer.isClosed }
      #expect(broker.counters.hostile == 1)
    }
  }

  @Test func `As many clients as are allowed stay, and one more is turned away`() async throws {
    try await TestBroker.run {
      $0.clients = 3
    } _: { broker in
      var peers: [RawPeer] = []
      for _ in 0..<3 { peers.append(try await RawPeer.connect(broker.path)) }
      try await eventually("three are there") { broker.counters.clients == 3 }
      let late = try await RawPeer.connect(broker.path)
      try await eventually("the fourth is turned away") { late.isClosed }
      #expect(broker.counters.refused == 1)
      #expect(broker.counters.hostile == 0)
      #expect(peers.allSatisfy { !$0.isClosed })
      await peers[0].close()
      try await eventually("one is gone") { broker.counters.clients == 2 }
      let next = try await RawPeer.connect(broker.path)
      try await next.settle(with: peers[1])
    }
  }

  @Test
  func
    `A client that does not read loses the oldest: what it gets in the end are the newest 1024, without a gap`()
    async throws
  {
    try await TestBroker.run { broker in
      let helper = try await RawPeer.connect(broker.path)
      let slow = try await RawPeer.connect(broker.path)
      let publisher = try await RawPeer.connect(broker.path)
      slow.send(.subscribe, "a")
      try await publisher.settle(with: slow)
      try await slow.stopReading()
      let before = broker.counters
      let padding = String(repeating: "x", count: 500)
      let count = 8000
      for number in 0..<count { publisher.publish("a", payload: #"{"n":\#(number),"p":"\#(padding)"}"#) }
      // The queue is full, and all that was published has gone through it.
      try await publisher.settle(with: helper)
      #expect(broker.counters.dropped > 0)
      let (delivered, dropped) = (broker.counters.delivered, broker.counters.dropped)
      slow.startReading()
      try await eventually("the last comes") {
        slow.payloads.last?.hasPrefix(#"{"n":\#(count - 1),"#) == true
      }
      let numbers = slow.payloads.compactMap { payload in
        Int(payload.dropFirst(5).prefix { $0.isNumber })
      }
      #expect(numbers.suffix(1024) == ArraySlice(count - 1024..<count))
      // What came before them is what the socket had taken, from the first on.
      let early = numbers.dropLast(1024)
      #expect(Array(early) == Array(0..<early.count))
      #expect(dropped - before.dropped == count - 1024 - early.count)
      #expect(broker.counters.delivered - delivered >= 1024)
    }
  }

  @Test func `The queue of a client that does not read is bounded in bytes as well`() async throws {
    try await TestBroker.run {
      $0.queueBytes = 100_000
    } _: { broker in
      let helper = try await RawPeer.connect(broker.path)
      let slow = try await RawPeer.connect(broker.path)
      let publisher = try await RawPeer.connect(broker.path)
      slow.send(.subscribe, "a")
      try await publisher.settle(with: slow)
      try await slow.stopReading()
      let padding = String(repeating: "x", count: 40_000)
      for number in 0..<200 { publisher.publish("a", payload: #"{"n":\#(number),"p":"\#(padding)"}"#) }
      try await publisher.settle(with: helper)
      #expect(broker.counters.dropped > 150)
      slow.startReading()
      try await eventually("the last comes") { slow.payloads.last?.hasPrefix(#"{"n":199,"#) == true }
      #expect(slow.payloads.suffix(2).first?.hasPrefix(#"{"n":198,"#) == true)
    }
  }
}
