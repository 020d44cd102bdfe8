import Basics
import DockerEngine
import Evidence
import Files
import Logging

/// Follows the engine's events, and lists all containers periodically and when events may have been missed.
///
/// The engine keeps its last 256 events in memory and silently drops events for a slow reader (Moby 20.10), so only the
/// list is reliable. A proxy may refuse everything but these two.
struct EngineWatch: Sendable {
  /// The event actions that matter; Podman has `died` and `remove`.
  private static let actions: Set<String> = [
    "create", "start", "rename", "die", "died", "destroy", "remove",
  ]
  /// How often to check for a new engine's UNIX socket.
  private static let socketInterval = Duration.milliseconds(200)
  /// The shortest time between two requests for events.
  private static let shortest = Duration.seconds(1)
  /// How long a list may take without a warning.
  private static let slowList = Duration.seconds(15)
  // The subjects of faults: the engine, cut event streams, and no answer to `/info`.
  private static let subject = "engine"
  private static let cuts = "engine events"
  private static let silence = "engine info"

  let environment: CollectorEnvironment
  let mailbox: AsyncStream<FleetMessage>.Continuation
  let lastEvent: EngineTimestamp?
  private let identity = EngineIdentity()

  private var name: String { "container engine at \(environment.settings.endpoint)" }

  func run() async {
    var outage = OutageClock()
    var memory = EngineMemoryWatch()
    // The engine would repeat that event too.
    var lastEvent = self.lastEvent.map { $0.adding(nanoseconds: 1) }
    var wasConnected = false
    // Whether the last attempt to connect failed.
    var hasFailed = false
    while !Task.isCancelled {
      var connectedAt: ContinuousClock.Instant?
      do {
        try await environment.client.withEvents(since: lastEvent) { events in
          // Listed after the events have begun, so that nothing is missed between the two.
          let engine = try await list()
          if wasConnected {
            let continuity = await memory.continuity(at: engine?.systemTime, environment.client)
            try Task.checkCancellation()
            environment.availability.note(continuity)
          }
          (wasConnected, connectedAt) = (true, .now)
          outage.reset()
          environment.availability.set(isUp: true)
          environment.availability.set(isWatched: true)
          environment.faults.clear(Self.subject, "\(name) answers")
          await memory.begin(at: engine?.systemTime, environment.client)
          var isListOld = !events.hasBegun
          for try await event in events {
            if isListOld {
              // The stream may have begun only with this event.
              isListOld = false
              _ = try await list()
            }
            if Self.actions.contains(event.action) { mailbox.yield(.event(event)) }
            guard event.time.isCredible else { continue }
            lastEvent = max(lastEvent ?? event.time, event.time)
            await memory.note(event, environment.client)
          }
        }
      } catch is CancellationError {
        return
      } catch {
        guard !Task.isCancelled else { return }
        environment.availability.set(isWatched: false)
        // Proxies cut idle connections, even the next one at once. The engine is away only if it can't be reached now.
        let isCut =
          connectedAt != nil || wasConnected && !hasFailed && (error as? EngineError)?.code == .connectionLost
        hasFailed = connectedAt == nil
        if isCut {
          environment.faults.report(Self.cuts, "\(name): event stream was cut; resuming it", level: .info)
          let isShort = connectedAt.map { ContinuousClock.now - $0 < Self.shortest } ?? true
          if isShort { await wait(Self.shortest) }
          continue
        }
        environment.availability.set(isUp: false)
        environment.faults.report(Self.subject, "\(name): \(error); retrying", level: .error)
        await wait(outage.pause())
      }
    }
  }

  func reconcile() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: environment.settings.reconcileInterval)
      await environment.availability.waitUntilUp()
      guard !Task.isCancelled else { return }
      do {
        _ = try await list()
        environment.faults.forget("list")
      } catch {
        environment.faults.report("list", "list of containers: \(error)")
      }
    }
  }

  /// Lists all containers for the fleet; returns the engine's own answer, if any.
  private func list() async throws -> EngineInfo? {
    let engine = await info()
    if let engine { environment.availability.keepsContainers = engine.keepsContainers }
    let containers = try await containers()
    environment.faults.clear("slow list", "the list of containers has arrived")
    mailbox.yield(.listed(containers, engine: engine))
    return engine
  }

  private func containers() async throws -> [ContainerSummary] {
    // Cancelled when the list is there.
    async let _ = reportSlowList()
    var containers = try await environment.client.containers()
    guard environment.settings.sources.takesImages else { return containers }
    // Once a tag has moved on to another image, the list names the container's image by its digest alone.
    for index in containers.indices where containers[index].image.hasPrefix("sha256:") {
      guard let details = try? await environment.client.container(containers[index].id) else { continue }
      containers[index].image = details.image
    }
    return containers
  }

  private func reportSlowList() async {
    guard (try? await Task.sleep(for: Self.slowList)) != nil else { return }
    environment.faults.report("slow list", "\(name): no list of containers after \(Self.slowList); waiting")
  }

  private func info() async -> EngineInfo? {
    guard !identity.isSilent else { return nil }
    do {
      var info = try await environment.client.info()
      if identity.isNew(info.id) { identity.note(info.id, try await environment.client.info().id) }
      info.id = identity.id
      environment.faults.forget(Self.silence)
      return info
    } catch {
      switch error.code {
      case .cancelled, .unavailable, .permissionDenied, .tls, .badEndpoint, .connectionLost: break
      default:
        identity.isSilent = error.code == .timedOut
        environment.faults.report(
          Self.silence,
          "\(name) doesn't report its identity (\(error)): containers are"
            + " identified by id alone, and a lost connection may be recorded as a doubt if the engine restarted",
          level: .info
        )
      }
      return nil
    }
  }

  /// Waits, at most until a new engine replaces its UNIX socket.
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
