import Basics
import DecoyEvents
public import ServiceBus
public import ServiceLifecycle
public import StatusMetrics

/// The collector as a member of the framework's bus: it publishes what it writes, and says that it lives.
///
/// Shut down gracefully, after whoever offers records has ended, it publishes what was offered, and leaves.
public struct CollectorBus: Service {
  private let client: BusClient
  private let publisher: BusPublisher
  private let sessions: SessionPublisher
  private let accounts: Accounts

  /// A member that has not joined.
  ///
  /// - Parameters:
  ///   - client: nobody else runs it.
  ///   - publisher: takes the records, and publishes with the client.
  ///   - sessions: does the same for the sessions that they tell of.
  ///   - accounts: what the heartbeat tells.
  public init(
    _ client: BusClient,
    publisher: BusPublisher,
    sessions: SessionPublisher,
    accounts: Accounts
  ) {
    self.client = client
    self.publisher = publisher
    self.sessions = sessions
    self.accounts = accounts
  }

  /// Stays until it is shut down.
  public func run() async {
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

  /// Says that the collector lives: at once, after each connection, and then and again, whatever is to be done besides.
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

  /// How the bus is doing.
  public static func metrics(
    _ client: BusClient,
    _ publisher: BusPublisher,
    _ sessions: SessionPublisher
  ) -> MetricGroup {
    let counters = client.counters
    return MetricGroup(
      "bus",
      [
        .flag("connected", client.isConnected, "Whether the bus is connected."),
        .counter("published", counters.published, "Frames given to the bus."),
        .counter(
          "dropped",
          dropped(client, publisher, sessions),
          "Frames dropped because the bus was away or slow."
        ),
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

  private func publishHeartbeat() {
    let counts =
      accounts.total.named + [
        ("bus_published", client.counters.published),
        ("bus_dropped", Self.dropped(client, publisher, sessions)),
      ]
    let payload = Heartbeat.payload(time: WallClock.seconds, counts)
    client.publish(CollectorTopic.health, type: "health", payload: payload, isUrgent: true)
  }
}
