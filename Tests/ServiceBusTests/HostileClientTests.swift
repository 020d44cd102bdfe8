import NIOCore
import Testing
import TestSupport

@testable import ServiceBus

@Suite("Hostile clients")
struct HostileClientTests {
  static let faults: [[UInt8]] = [
    [UInt8](repeating: 0x41, count: 10_000),
    Array("PUB a\n".utf8) + [0xFF, 0xFF, 0xFF, 0xFF],
    (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) },
    [UInt8](repeating: 0, count: 5000),
    Array("QUIT\n\u{0}\u{0}\u{0}\u{0}".utf8),
    Array("PUB a..b\n\u{0}\u{0}\u{0}\u{0}".utf8),
    Array("SUB a>\n\u{0}\u{0}\u{0}\u{0}".utf8),
    Array("EVT a\n\u{0}\u{0}\u{0}\u{0}".utf8),
    Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8),
  ]

  @Test(arguments: faults)
  func `Bytes that are no frames end a connection`(bytes: [UInt8]) async throws {
    try await TestBroker.run { broker in
      let peer = try await RawPeer.connect(broker.path)
      peer.send(bytes)
      try await eventually("it is disconnected") { peer.isClosed }
      #expect(broker.counters.hostile == 1)
      let (one, other) = (try await RawPeer.connect(broker.path), try await RawPeer.connect(broker.path))
      try await one.settle(with: other)
    }
  }

  @Test func `10,000 malformed frames from two clients at once cost another pair not one event`() async throws
  {
    try await TestBroker.run { broker in
      let publisher = try await RawPeer.connect(broker.path)
      let subscriber = try await RawPeer.connect(broker.path)
      let silent = try await RawPeer.connect(broker.path)
      subscriber.send(.subscribe, "good")
      silent.send(.subscribe, ">")
      try await publisher.settle(with: subscriber)
      try await publisher.settle(with: silent)
      try await silent.stopReading()
      let count = 2000
      try await withThrowingTaskGroup { group in
        for seed in 0..<2 {
          group.addTask { try await Self.misbehave(broker.path, frames: 5000, seed: seed) }
        }
        group.addTask {
          // No more at a time than a queue holds.
          for number in 0..<count {
            publisher.publish("good", payload: #"{"n":\#(number)}"#)
            if number % 500 == 499 {
              try await eventually("they come") { subscriber.payloads.last == #"{"n":\#(number)}"# }
            }
          }
        }
        try await group.waitForAll()
      }
      let numbers = subscriber.events.filter { $0.argument == "good" }.count
      #expect(numbers == count)
      try await eventually("all is counted") {
        broker.counters.malformed + broker.counters.hostile >= 10_000 && broker.counters.clients == 3
      }
      #expect(!publisher.isClosed && !subscriber.isClosed && !silent.isClosed)
    }
  }

  /// Sends frames that are malformed in body or header; after one of the latter it must connect again.
  private static func misbehave(_ path: String, frames: Int, seed: Int) async throws {
    var peer = try await RawPeer.connect(path)
    for number in 0..<frames {
      if (number + seed) % 25 == 0 {
        peer.send(faults[(number / 25) % faults.count])
        let closing = peer
        try await eventually("it is disconnected") { closing.isClosed }
        peer = try await RawPeer.connect(path)
      } else {
        peer.send(.publish, "good", ["", "{}", "[[[[", "\u{0}"][number % 4])
      }
    }
    peer.send(.bye)
    let last = peer
    try await eventually("it is disconnected") { last.isClosed }
  }

  @Test func `A client that goes away inside a frame, or with its queue full, is counted out`() async throws {
    try await TestBroker.run { broker in
      let helper = try await RawPeer.connect(broker.path)
      let publisher = try await RawPeer.connect(broker.path)
      let slow = try await RawPeer.connect(broker.path)
      slow.send(.subscribe, "a")
      try await publisher.settle(with: slow)
      try await slow.stopReading()
      let before = broker.counters
      let padding = String(repeating: "x", count: 1000)
      for _ in 0..<2000 { publisher.publish("a", payload: #"{"p":"\#(padding)"}"#) }
      try await publisher.settle(with: helper)
      slow.send(Array("PUB a\n\u{0}\u{0}\u{1}\u{0}{".utf8))
      await slow.close()
      try await eventually("it is gone") { broker.counters.clients == 2 }
      let sum = broker.counters.delivered + broker.counters.dropped - before.delivered - before.dropped
      // Beside the 2000 there are the events of settling, of which only some were subscribed.
      let settling = broker.counters.received - before.received - 2000
      #expect(settling >= 2)
      #expect((2000 + 1...2000 + settling).contains(sum))
    }
  }
}
