import Basics
import DockerEngine
import Evidence
import Files
import Logging

/// Watches the engine: hears of containers by its events, and asks for the full list whenever events may have
/// been missed, and periodically.
///
/// The engine keeps the last 256 events of all kinds, in memory, and drops events for a slow reader without a
/// word (Moby 20.10): only the list is the truth. Nothing else is needed of the engine than these two, and a proxy may
/// refuse all but them.
struct EngineWatch: Sendable {
  /// The actions that are passed on. Podman says `died` and `remove`.
  private static let actions: Set<String> = [
    "create", "start", "rename", "die", "died", "destroy", "remove",
  ]
  /// How often a UNIX socket is looked at for a new engine behind it.
  private static let socketInterval = Duration.milliseconds(200)
  /// Events that are cut sooner than this after they have begun are not asked for again at once.
  private static let shortest = Duration.seconds(1)
  /// How long a list may take before that is said.
  private static let slowList = Duration.seconds(15)
  /// What is at fault when the engine can't be watched.
  private static let subject = "engine"
  /// What is at fault when its events are cut again and again.
  private static let cuts = "engine events"
  /// What is at fault when it doesn't say who it is.
  private static let silence = "engine info"

  let environment: CollectorEnvironment
  let mailbox: AsyncStream<FleetMessage>.Continuation
  /// The last event that was seen before this start.
  let lastEvent: EngineTimestamp?
  private let identity = EngineIdentity()

  /// Runs until it is cancelled.
  func run() async {
    let endpoint = environment.settings.endpoint
    var outage = OutageClock()
    var memory = EngineMemoryWatch()
    // The engine repeats that very event as well, and it has had its effect.
    var lastEvent = self.lastEvent.map { $0.adding(nanoseconds: 1) }
    // Whether events have come over a connection that was lost since.
    var wasConnected = false
    // Whether the last attempt to connect failed.
    var hasFailed = false
    while !Task.isCancelled {
      var connectedAt: ContinuousClock.Instant?
      do {
        try await environment.client.withEvents(since: lastEvent) { events in
          // The list is asked for when the events have begun, so that nothing falls between the two.
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
          environment.faults.clear(Self.subject, "container engine at \(endpoint) answers")
          await memory.begin(at: engine?.systemTime, environment.client)
          var isListOld = !events.hasBegun
          for try await event in events {
            if isListOld {
              // The events may have begun as late as this one.
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
        // Many a proxy cuts what is silent, and may do so as the next connection comes. The engine is away only if it isn't
        // there now.
        let isCut =
          connectedAt != nil || wasConnected && !hasFailed && (error as? EngineError)?.code == .connectionLost
        hasFailed = connectedAt == nil
        if isCut {
          environment.faults.report(
            Self.cuts,
            "container engine at \(endpoint): its events were cut; asking again from where they ended",
            level: .info
          )
          let isShort = connectedAt.map { ContinuousClock.now - $0 < Self.shortest } ?? true
          if isShort { await wait(Self.shortest) }
          continue
        }
        environment.availability.set(isUp: false)
        environment.faults.report(
          Self.subject,
          "container engine at \(endpoint): \(error); retrying",
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
        _ = try await list()
        environment.faults.forget("list")
      } catch {
        environment.faults.report("list", "list of containers: \(error)")
      }
    }
  }

  /// Asks for the list, and passes it on.
  ///
  /// - Returns: what the engine says of itself, where it does.
  private func list() async throws -> EngineInfo? {
    let engine = await info()
    if let engine { environment.availability.keepsContainers = engine.keepsContainers }
    let containers = try await withThrowingTaskGroup(of: [ContainerSummary]?.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await environment.client.containers() }
      group.addTask {
        try await Task.sleep(for: Self.slowList)
        environment.faults.report(
          "slow list",
          "container engine at \(environment.settings.endpoint): no list of its containers for \(Self.slowList);"
            + " waiting for it"
        )
        return nil
      }
      while let answer = try await group.next() {
        if let answer { return answer }
      }
      throw CancellationError()
    }
    environment.faults.clear("slow list", "the list of containers is there")
    mailbox.yield(.listed(containers, engine: engine))
    return engine
  }

  /// What the engine says of itself; `nil` where it doesn't.
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
          "container engine at \(environment.settings.endpoint) doesn't say who it is (\(error)): containers are told"
            + " by their ids alone, and a connection that is lost may leave a doubt where the engine was restarted",
          level: .info
        )
      }
      return nil
    }
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
