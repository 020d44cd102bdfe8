import Basics
import DockerEngine
import Evidence
import Logging

/// Watches the engine: hears of containers by its events, and asks for the full list whenever events may have
/// been missed, and periodically.
///
/// The engine keeps the last 256 events of all kinds, in memory, and drops events for a slow reader without a
/// word (Moby 20.10): only the list is the truth.
struct EngineWatch: Sendable {
  /// The actions that are passed on.
  private static let actions: Set<String> = ["start", "rename", "die", "died", "destroy"]
  /// How often a UNIX socket is looked at for a new engine behind it.
  private static let socketInterval = Duration.milliseconds(200)

  let environment: CollectorEnvironment
  let mailbox: AsyncStream<FleetMessage>.Continuation
  /// The last event that was seen before this start.
  let lastEvent: EngineTimestamp?

  /// Runs until it is cancelled.
  func run() async {
    var outage = OutageClock()
    // The engine repeats that very event as well, and it has had its effect.
    var lastEvent = self.lastEvent.map { EngineTimestamp(nanoseconds: $0.nanoseconds.addingSaturated(1)) }
    while !Task.isCancelled {
      do {
        try await environment.client.withEvents(since: lastEvent) { events in
          // The list is asked for when the events have begun, so that nothing falls between the two.
          try await list()
          outage.reset()
          environment.availability.set(isUp: true)
          environment.faults.clear("engine", "container engine at \(environment.settings.endpoint) answers")
          for try await event in events {
            if event.time.isCredible { lastEvent = max(lastEvent ?? event.time, event.time) }
            if Self.actions.contains(event.action) { mailbox.yield(.event(event)) }
          }
        }
      } catch is CancellationError {
        return
      } catch {
        guard !Task.isCancelled else { return }
        environment.availability.set(isUp: false)
        environment.faults.report(
          "engine",
          "container engine at \(environment.settings.endpoint): \(error); retrying",
          level: .error
        )
        await wait(outage.pause())
      }
    }
  }

  /// Asks for the full list every so often, whatever the events say.
  func reconcile() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: environment.settings.reconcileInterval)
      await environment.availability.waitUntilUp()
      guard !Task.isCancelled else { return }
      do {
        try await list()
        environment.faults.forget("list")
      } catch {
        environment.faults.report("list", "list of containers: \(error)")
      }
    }
  }

  private func list() async throws {
    let engine = try await environment.client.info()
    mailbox.yield(.listed(try await environment.client.containers(), engine: engine))
  }

  /// Waits, but not when a new engine has put up its socket: then it can be asked at once.
  private func wait(_ pause: Duration) async {
    guard case .unix(let path) = environment.settings.endpoint.address else {
      try? await Task.sleep(for: pause)
      return
    }
    let before = FileStatus(of: path)
    let end = ContinuousClock.now + pause
    while !Task.isCancelled, ContinuousClock.now < end, FileStatus(of: path) == before {
      try? await Task.sleep(for: Self.socketInterval)
    }
  }

}
