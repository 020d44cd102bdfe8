import Basics
import DecoyEvents
package import ServiceBus
import ServiceLifecycle
package import StatusMetrics

enum CollectorTopic {
  /// An event for each record.
  static let log = Topic(literal: "system.log")
  /// An event for each shell session that has ended.
  static let sessionEnded = Topic(literal: "attacker.session.ended")
  static let health = Topic(literal: "system.collector.health")
  /// Requests to the collector.
  static let control = Topic(literal: "system.collector.control")
}

enum Heartbeat {
  static let interval = Duration.seconds(30)

  /// A JSON object; `time` in seconds since 1970.
  static func payload(time: Double, _ counts: [(name: String, count: Int)]) -> [UInt8] {
    let numbers = counts.map { #","\#($0.name)":\#($0.count)"# }.joined()
    return Array(#"{"worker":"collector","ts":\#(time)\#(numbers)}"#.utf8)
  }
}

/// The collector on the framework's bus: publishes records and sessions, and sends heartbeats.
///
/// Shut it down after the collector, so that it publishes what was offered last.
package struct CollectorBus: Service {
  private let client: BusClient
  private let publisher: BusPublisher
  private let sessions: SessionPublisher
  private let accounts: Accounts

  /// Runs `client`, with which `publisher` and `sessions` publish, and sends `accounts` as heartbeats.
  package init(_ client: BusClient, publisher: BusPublisher, sessions: SessionPublisher, accounts: Accounts) {
    self.client = client
    self.publisher = publisher
    self.sessions = sessions
    self.accounts = accounts
  }

  /// Runs until it is shut down.
  package func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await client.run() }
      group.addTask { await beat() }
      await withTaskGroup { publishing in
        publishing.addTask { await publisher.run() }
        publishing.addTask { await sessions.run() }
        try? await gracefulShutdown()
        publisher.finish()
        sessions.finish()
      }
      group.cancelAll()
    }
  }

  /// Sends heartbeats: after each connection, and at a fixed interval whatever else is published.
  private func beat() async {
    await withDiscardingTaskGroup { group in
      group.addTask { for await _ in client.connections { publishHeartbeat() } }
      var next = ContinuousClock.now
      while !Task.isCancelled {
        next += Heartbeat.interval
        try? await Task.sleep(until: next, tolerance: .milliseconds(100))
        if !Task.isCancelled { publishHeartbeat() }
      }
    }
  }

  private func publishHeartbeat() {
    let counts =
      accounts.total.named + [
        ("bus_published", client.counters.published),
        ("bus_dropped", Self.dropped(client, publisher, sessions)),
      ]
    let payload = Heartbeat.payload(time: WallClock.seconds, counts)
    client.publish(CollectorTopic.health, type: "health", payload: payload, isUrgent: true)
  }

  /// The metrics of the bus.
  package static func metrics(
    _ client: BusClient,
    _ publisher: BusPublisher,
    _ sessions: SessionPublisher
  ) -> MetricGroup {
    let counters = client.counters
    let dropped = dropped(client, publisher, sessions)
    return MetricGroup(
      "bus",
      [
        .flag("connected", client.isConnected, "Whether the bus is connected."),
        .counter("published", counters.published, "Frames given to the bus."),
        .counter("dropped", dropped, "Frames dropped because the bus was away or slow."),
        .counter("reconnects", counters.reconnects, "Connections to the bus after the first one."),
      ],
      groups: [MetricGroup("sessions", prefix: "bus_sessions", sessions.counts.metrics)]
    )
  }

  private static func dropped(
    _ client: BusClient,
    _ publisher: BusPublisher,
    _ sessions: SessionPublisher
  ) -> Int {
    client.counters.dropped + publisher.dropped + sessions.counts.dropped
  }
}
