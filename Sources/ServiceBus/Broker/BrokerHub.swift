internal import Basics
internal import Logging
internal import NIOCore

/// The connected clients, and the routing from publishers to subscribers. Confined to one event loop.
final class BrokerHub {
  let configuration: BusBroker.Configuration
  private let counters: BrokerCounters
  private let logger: Logger
  private let writer = EventWriter()
  private var clients: [ObjectIdentifier: BrokerClient] = [:]
  /// Clients with frames written since the last flush.
  private var unflushed: [BrokerClient] = []
  private var faults = RepeatedMessages(limit: 64, forgetsOldest: false)

  init(_ configuration: BusBroker.Configuration, counters: BrokerCounters, logger: Logger) {
    self.configuration = configuration
    self.counters = counters
    self.logger = logger
  }

  /// Admits a new client, unless there are too many.
  func admit(_ client: BrokerClient) -> Bool {
    guard clients.count < configuration.clients else {
      counters.change { $0.refused += 1 }
      report("a client was refused: there are already \(configuration.clients)")
      return false
    }
    clients[ObjectIdentifier(client)] = client
    counters.change { $0.clients += 1 }
    return true
  }

  func remove(_ client: BrokerClient, unread: Int) {
    guard clients.removeValue(forKey: ObjectIdentifier(client)) != nil else { return }
    counters.change { counters in
      counters.clients -= 1
      counters.dropped += unread
    }
  }

  /// Counts and reports a protocol violation.
  func condemn(_ reason: String) {
    counters.change { $0.hostile += 1 }
    report("a client broke the protocol and was disconnected: \(reason)")
  }

  /// Delivers an event to all subscribers except its publisher. They share one buffer.
  func publish(_ topic: Topic, _ body: ByteBuffer, from publisher: BrokerClient) {
    guard let envelope = Envelope(body),
      let frame = writer.frame(
        .event,
        topic,
        type: envelope.type.readableBytesView,
        payload: envelope.payload.readableBytesView
      )
    else {
      counters.change { $0.malformed += 1 }
      report("an event was dropped: its body has no type and payload, or is too long")
      return
    }
    var delivered = 0
    var dropped = 0
    for client in clients.values where client !== publisher && client.wants(topic) {
      let result = client.deliver(frame)
      delivered += result.written
      dropped += result.dropped
      if client.needsFlush() { unflushed.append(client) }
    }
    counters.change { counters in
      counters.received += 1
      counters.delivered += delivered
      counters.dropped += dropped
    }
    if dropped > 0 { report("events were dropped: a subscriber does not read as fast as others publish") }
  }

  /// Counts events that left a queue.
  func countDelivered(_ events: Int) { counters.change { $0.delivered += events } }

  /// Sends what was written, once a publisher has no more for now.
  func flush() {
    // A flush that finds a broken connection calls this method again.
    let due = unflushed
    unflushed.removeAll()
    for client in due { client.flush() }
  }

  func closeAll() { for client in clients.values { client.close() } }

  private func report(_ message: String) {
    if faults.note(message) { logger.warning("bus: \(message); more of these are only counted") }
  }
}
