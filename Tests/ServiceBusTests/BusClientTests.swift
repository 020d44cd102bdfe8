import Basics
import Logging
import NIOCore
import Synchronization
import Testing
import TestSupport
import TestSupport

@testable import ServiceBus

@Suite("The client")
struct BusClientTests {
  private func topic(_ text: String) throws -> Topic { try Topic(text) }

  @Test func `What it publishes comes to a subscriber, in order and once`() async throws {
    try await TestBroker.run { broker in
      try await TestClient.run(path: broker.path) { subscriber in
        let events = subscriber.events(try TopicPattern("system.*"))
        try await TestClient.run(path: broker.path) { publisher in
          try await eventually("both connect") { subscriber.isConnected && publisher.isConnected }
          let peer = try await RawPeer.connect(broker.path)
          await Self.untilSubscribed(peer, events)
          for number in 0..<1000 {
            publisher.publish(
              try topic("system.log"),
              type: "a\"\n",
              payload: Array(#"{"n":\#(number)}"#.utf8)
            )
            if number % 200 == 199 { try await eventually("sent") { publisher.counters.published > number } }
          }
          var iterator = events.makeAsyncIterator()
          for number in 0..<1000 {
            var event = await iterator.next()
            while event?.type == "mark" { event = await iterator.next() }
            #expect(event?.topic.text == "system.log" && event?.type == "a\"\n" && event?.id.count == 32)
            #expect(event.map { String(decoding: $0.payload, as: UTF8.self) } == #"{"n":\#(number)}"#)
          }
          #expect(publisher.counters.published == 1000)
          #expect(publisher.counters.dropped == 0)
        }
      }
    }
  }

  /// Publishes until the subscription hears it.
  private static func untilSubscribed(_ peer: RawPeer, _ events: BusEvents) async {
    await withTaskGroup { group in
      group.addTask {
        while !Task.isCancelled {
          peer.publish("system.mark", type: "mark")
          try? await Task.sleep(for: .milliseconds(2))
        }
      }
      var iterator = events.makeAsyncIterator()
      let event = await iterator.next()
      #expect(event?.type == "mark")
      group.cancelAll()
    }
    await peer.close()
  }

  @Test func `It says HELLO, subscribes, unsubscribes without listeners, and says BYE`() async throws {
    let path = TestSocket.path()
    try await FakeBroker.run(path: path) { broker in
      try await TestClient.run(path: path) { client in
        var events: BusEvents? = client.events(try TopicPattern("a.*"))
        let same: BusEvents? = client.events(try TopicPattern("a.*"))
        try await eventually("it subscribes") { broker.frames.count >= 2 }
        _ = events
        events = nil
        var late: BusEvents? = client.events(try TopicPattern("b"))
        try await eventually("it subscribes again") { broker.frames.count >= 3 }
        _ = late
        late = nil
        try await eventually("it unsubscribes") { broker.frames.count >= 4 }
        _ = same
      }
      try await eventually("it says BYE") { broker.frames.last?.verb == .bye }
      #expect(broker.frames.prefix(3).map(\.verb) == [.hello, .subscribe, .subscribe])
      #expect(broker.frames.map(\.argument).prefix(4) == ["collector", "a.*", "b", "b"])
      #expect(broker.connections == 1)
    }
  }

  @Test func `After a restart of the broker it is back, subscribes again, and tells of each connection`()
    async throws
  {
    let path = TestSocket.path()
    try await TestClient.run(path: path) { client in
      let events = client.events(try TopicPattern("a"))
      var connections = client.connections.makeAsyncIterator()
      var iterator = events.makeAsyncIterator()
      for round in 0..<3 {
        try await TestBroker.run(path: path) { broker in
          let connection: Void? = await connections.next(isolation: #isolation)
          #expect(connection != nil)
          #expect(client.isConnected)
          #expect(client.counters.reconnects == round)
          let peer = try await RawPeer.connect(path)
          // It may not have subscribed yet.
          try await eventually("the event comes") {
            peer.publish("a", payload: #"{"round":\#(round)}"#)
            return client.counters.received > round
          }
          let event = await iterator.next()
          #expect(event != nil)
        }
        try await eventually("it notices") { !client.isConnected }
      }
    }
  }

  @Test func `It looks for the socket at each attempt, and says where it is connected again`() async throws {
    let paths = [TestSocket.path(), TestSocket.path()]
    let place = Mutex(paths[0])
    let (logger, log) = LogRecorder.make()
    try await TestClient.run(
      path: paths[0],
      { $0.socketPath = { place.withLock { $0 } } },
      logger: logger
    ) { client in
      try await TestBroker.run(path: paths[0]) { _ in
        try await eventually("it connects") { client.isConnected }
      }
      try await eventually("it notices") { !client.isConnected }
      place.withLock { $0 = paths[1] }
      try await TestBroker.run(path: paths[1]) { _ in
        try await eventually("it connects again") { client.isConnected }
        try await eventually("it says so") {
          log.all.contains { $0.hasPrefix("info: bus: reconnected to \(paths[1])") }
        }
      }
    }
    #expect(log.all.contains { $0.hasPrefix("info: bus: connected to \(paths[0])") })
  }

  @Test func `A path that becomes too long for a socket is a fault like others, and the next one is tried`()
    async throws
  {
    let path = TestSocket.path()
    let paths = Mutex([path, String(repeating: "p", count: 104), path])
    let (logger, log) = LogRecorder.make()
    try await TestBroker.run(path: path) { _ in
      try await TestClient.run(
        path: path,
        { $0.socketPath = { paths.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } } },
        logger: logger
      ) { client in
        try await eventually("it connects") { client.isConnected }
      }
    }
    #expect(log.all.contains { $0.contains("this one has 104") })
  }

  @Test func `What is published while there is no connection is dropped and counted at once`() async throws {
    let path = TestSocket.path()
    try await TestClient.run(path: path) { client in
      #expect(!client.isConnected)
      for _ in 0..<100 { client.publish(try topic("a"), type: "x", payload: Array("{}".utf8)) }
      #expect(client.counters.dropped == 100)
      try await TestBroker.run(path: path) { broker in
        try await eventually("it connects") { client.isConnected }
        client.publish(try topic("a"), type: "x", payload: Array("{}".utf8))
        try await eventually("it comes") { broker.counters.received == 1 }
      }
      try await eventually("it notices") { !client.isConnected }
      client.publish(try topic("a"), type: "x", payload: Array("{}".utf8))
      #expect(client.counters.dropped == 101)
      #expect(client.counters.published == 1)
    }
  }

  @Test func `A broker that never reads costs bounded memory: the oldest events are dropped and counted`()
    async throws
  {
    let path = TestSocket.path()
    try await FakeBroker.run(path: path, reads: false) { _ in
      try await TestClient.run(path: path) {
        $0.queueFrames = 1024
      } _: { client in
        try await eventually("it connects") { client.isConnected }
        let payload = Array(#"{"p":"\#(String(repeating: "x", count: 1000))"}"#.utf8)
        let count = 20_000
        for _ in 0..<count { client.publish(try topic("a"), type: "x", payload: payload) }
        let counters = client.counters
        #expect(counters.dropped > count / 2)
        #expect(count - counters.dropped - counters.published <= 1024)
        // The socket's own buffers, and what NIO holds above its mark.
        #expect(counters.published < 1500)
      }
    }
  }

  @Test func `An event that is longer than a frame may be is dropped and counted`() async throws {
    try await TestBroker.run { broker in
      try await TestClient.run(path: broker.path) { client in
        try await eventually("it connects") { client.isConnected }
        client.publish(try topic("a"), type: "x", payload: [UInt8](repeating: 0x20, count: 1 << 20))
        #expect(client.counters.dropped == 1)
        #expect(client.isConnected)
      }
    }
  }

  @Test(
    arguments: [
      [UInt8](repeating: 0x41, count: 5000), Array("EVT a\n".utf8) + [0xFF, 0xFF, 0xFF, 0xFF],
      Array("PUB a\n\u{0}\u{0}\u{0}\u{0}".utf8), Array("SUB a\n\u{0}\u{0}\u{0}\u{0}".utf8),
      Array("SSH-2.0-OpenSSH_9.2p1\r\n\u{0}\u{0}\u{0}\u{0}".utf8),
    ]
  )
  func `A broker that sends invalid frames is disconnected and retried after a pause, which is logged once`(
    greeting: [UInt8]
  ) async throws {
    let path = TestSocket.path()
    let (logger, log) = LogRecorder.make()
    try await FakeBroker.run(path: path, greeting: greeting) { broker in
      let start = ContinuousClock.now
      try await TestClient.run(path: path, { $0.longestPause = .seconds(60) }, logger: logger) { client in
        try await eventually("it comes back") { broker.connections >= 4 }
        #expect(client.counters.malformed >= 3)
        #expect(client.counters.reconnects >= 3)
      }
      // 5, 10 and 20 ms.
      #expect(ContinuousClock.now - start >= .milliseconds(35))
      #expect(broker.connections < 12)
    }
    #expect(log.all.count { $0.hasPrefix("warning: ") } == 1)
    // Connected, and connected again after the fault that was said.
    #expect(log.all.count { $0.hasPrefix("info: ") } == 2)
  }

  @Test func `Events with a bad body are counted, and those after them come`() async throws {
    let path = TestSocket.path()
    try await FakeBroker.run(path: path) { broker in
      try await TestClient.run(path: path) { client in
        let events = client.events(try TopicPattern(">"))
        try await eventually("it subscribes") { broker.frames.count == 2 }
        for body in ["", "[]", "{}", #"{"type":"x","payload":[]}"#, #"{"type":"x","payload":{"n":1}}"#] {
          broker.send(FrameEncoder.encode(.event, "a.b", body: ByteBuffer(string: body)))
        }
        var iterator = events.makeAsyncIterator()
        let event = await iterator.next()
        #expect(event == BusEvent(topic: try topic("a.b"), type: "x", payload: Array(#"{"n":1}"#.utf8)))
        #expect(client.counters.malformed == 4)
        #expect(client.counters.received == 1)
        #expect(broker.connections == 1)
      }
    }
  }

  @Test func `A subscription that is not read loses the oldest events, which is counted`() async throws {
    let path = TestSocket.path()
    try await FakeBroker.run(path: path) { broker in
      try await TestClient.run(path: path) {
        $0.unreadEvents = 10
      } _: { client in
        let events = client.events(try TopicPattern("a"))
        try await eventually("it subscribes") { broker.frames.count == 2 }
        for number in 0..<25 {
          let body = #"{"type":"x","payload":{"n":\#(number)}}"#
          broker.send(FrameEncoder.encode(.event, "a", body: ByteBuffer(string: body)))
        }
        try await eventually("all come") { client.counters.received == 25 }
        #expect(client.counters.unread == 15)
        var iterator = events.makeAsyncIterator()
        for number in 15..<25 {
          let event = await iterator.next()
          #expect(event?.payload == Array(#"{"n":\#(number)}"#.utf8))
        }
      }
    }
  }

  @Test
  func
    `What was published just before the end still comes to the broker, even if the client did not read all`()
    async throws
  {
    try await TestBroker.run { broker in
      let peer = try await RawPeer.connect(broker.path)
      try await TestClient.run(path: broker.path) { client in
        let events = client.events(try TopicPattern("flood"))
        try await eventually("it connects") { client.isConnected }
        for _ in 0..<1000 { peer.publish("flood") }
        for _ in 0..<2000 { client.publish(try topic("a"), type: "x", payload: Array("{}".utf8)) }
        _ = events
      }
      try await eventually("all come") { broker.counters.received == 3000 }
      #expect(broker.counters.hostile == 0)
    }
  }

  @Test func `Its sequences end when it does, and it ends soon even if the broker does not read`()
    async throws
  {
    let path = TestSocket.path()
    try await FakeBroker.run(path: path, reads: false) { _ in
      let start = ContinuousClock.now
      let (events, connections) = try await TestClient.run(path: path) { client in
        try await eventually("it connects") { client.isConnected }
        for _ in 0..<5000 {
          client.publish(try topic("a"), type: "x", payload: [UInt8](repeating: 0x20, count: 500))
        }
        return (client.events(try TopicPattern("a")), client.connections)
      }
      for await _ in events {}
      for await _ in connections {}
      #expect(ContinuousClock.now - start < .seconds(120))
    }
  }

  @Test func `A name or path that no broker could have is refused at once`() {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    for name in ["", "a\n", "é", String(repeating: "n", count: 129)] {
      let error = #expect(throws: BusError.self) {
        try BusClient(BusClient.Configuration(socketPath: "/tmp/x.sock", name: name), logger: logger)
      }
      #expect(error?.code == .badName)
    }
    for path in ["", String(repeating: "p", count: 104)] {
      let error = #expect(throws: BusError.self) {
        try BusClient(BusClient.Configuration(socketPath: path, name: "collector"), logger: logger)
      }
      #expect(error?.code == .badPath)
    }
  }
}
