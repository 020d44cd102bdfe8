import Basics
import Glibc
public import Logging
import NIOPosix
import Records
public import ServiceBus
import Synchronization

/// Publishes an event for each shell session that has ended, with the commands that were typed in it.
///
/// Like ``BusPublisher`` it never holds collection up. Transcripts are looked for on a thread of its own, and the events
/// of the sessions that wait for it follow then.
public final class SessionPublisher: Sendable {
  /// The most bytes of events a second: an attacker can end the same session again and again, each time with all that
  /// is remembered of him. No more would fit into the client's queue.
  private static let rateLimit = 8 << 20
  /// What a command of the address counts among these bytes, whether or not it is one of the session.
  private static let commandCost = 32
  /// How long is still searched when the collector ends.
  private static let stopPatience = Duration.seconds(1)
  /// How far the searching thread stands back behind all others.
  private static let niceness: Int32 = 19
  /// The parts of a transcript's path behind the root, a decky's name among them; bytes.
  private static let relativePathLength = 512

  private struct State {
    var rate = TokenBucket(perSecond: rateLimit, now: .now)
    var counts = SessionCounts()
    var stopDeadline: ContinuousClock.Instant?
  }

  private let client: BusClient
  private let settings: SessionSettings
  private let search: TranscriptSearch
  private let faults: FaultLog
  private let queue = RecordQueue()
  private let searches = SearchQueue()
  private let state = Mutex(State())

  /// - Parameter client: whose ``BusClient/run()`` is somebody else's to call.
  public init(_ client: BusClient, _ settings: SessionSettings, logger: Logger) {
    self.client = client
    self.settings = settings
    search = TranscriptSearch(root: settings.artifactsRoot)
    faults = FaultLog(logger)
  }

  /// What became of sessions so far.
  public var counts: SessionCounts {
    var counts = state.withLock { $0.counts }
    counts.missedRecords += queue.dropped
    return counts
  }

  /// Takes the records of a commit. Commands count also while there is no connection: the session may end when there is.
  public func offer(_ written: WrittenRecords) {
    let selected = written.ofSessions
    if selected.count > 0 { queue.offer(selected) }
  }

  /// No more records will be offered.
  func finish() {
    queue.finish()
    state.withLock { $0.stopDeadline = .now + Self.stopPatience }
  }

  /// Publishes until ``finish()``, or until the task is cancelled.
  func run() async {
    let thread = NIOThreadPool(numberOfThreads: 1)
    thread.start()
    await withTaskGroup { group in
      group.addTask { await self.publishFound(by: thread) }
      await aggregate()
      searches.finish()
    }
    try? await thread.shutdownGracefully()
  }

  private func aggregate() async {
    let start = ContinuousClock.now
    var aggregator = SessionAggregator(lifetime: settings.commandLifetime)
    await queue.forEach { written in
      let arrival = (ContinuousClock.now - start).components.seconds
      written.forEach { json in
        guard let record = EventRecord(json: json) else {
          return state.withLock { $0.counts.missedRecords += 1 }
        }
        if let session = aggregator.add(record, at: arrival) { publish(session, of: aggregator) }
      }
      state.withLock { $0.counts.evictedCommands = aggregator.evicted }
      await Task.yield()
      return true
    }
  }

  /// Publishes a session, or has its transcript looked for before.
  private func publish(_ session: EndedSession, of aggregator: SessionAggregator) {
    // Not made for nothing: it can have a million bytes.
    guard client.isConnected, state.withLock({ $0.rate.take(1, at: .now) }) else {
      return state.withLock { $0.counts.dropped += 1 }
    }
    let payload = aggregator.payload(of: session, limit: payloadLimit)
    let isWaiting = payload.transcript != nil && searches.offer(payload)
    state.withLock { state in
      _ = state.rate.take(payload.size + Self.commandCost * payload.examined, at: .now)
      state.counts.leftOutCommands += payload.leftOut
      if payload.transcript != nil, !isWaiting { state.counts.skippedSearches += 1 }
    }
    if !isWaiting { publish(payload, path: nil) }
  }

  private func publish(_ payload: SessionPayload, path: String?) {
    client.publish(CollectorTopic.sessionEnded, type: "session.ended", payload: payload.json(path: path))
    state.withLock { $0.counts.published += 1 }
  }

  /// What is left of a frame when the path of a transcript is in it.
  private var payloadLimit: Int {
    BusClient.longestPayload - JSONString.escaped(settings.artifactsRoot).utf8.count - Self.relativePathLength
  }

  // MARK: - Transcripts

  private func publishFound(by thread: NIOThreadPool) async {
    await searches.forEach { payload in
      guard let key = payload.transcript else { return publish(payload, path: nil) }
      let finding = try? await thread.runIfActive { self.find(key) }
      if let finding {
        // Once for each directory: whoever owns it can have a new reason each time.
        if let fault = finding.fault, faults[key.directory] == nil {
          faults.report(
            key.directory,
            "transcript refused: \(fault); its sessions are published without shard_path"
          )
        }
        state.withLock { $0.counts.refusedTranscripts += finding.refused }
      }
      publish(payload, path: finding?.path)
    }
  }

  /// On the thread.
  private func find(_ key: TranscriptKey) -> TranscriptSearch.Finding {
    // The thread's alone on Linux. Whoever owns the transcripts can make each search read 128 MiB.
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
    if isStopping { state.withLock { $0.counts.skippedSearches += 1 } }
    return search.find(key) { self.isStopping }
  }

  private var isStopping: Bool { state.withLock { $0.stopDeadline.map { .now >= $0 } ?? false } }
}
