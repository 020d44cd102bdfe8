import Basics
import Glibc
package import Logging
import NIOPosix
import Records
package import ServiceBus
import StatusMetrics
import Synchronization

/// Publishes an event for each shell session that has ended, with the commands typed in it.
///
/// Like ``BusPublisher`` it never delays collection. It searches for transcripts on a thread of its own, and publishes
/// sessions that have one afterwards.
package final class SessionPublisher: Sendable {
  /// The most bytes of events per second, which an attacker can cause. More would not fit into the client's queue.
  private static let rateLimit = 8 << 20
  /// The bytes that an examined command costs, whether or not it belongs to the session.
  private static let commandCost = 32
  /// How long searches continue when the collector ends.
  private static let stopPatience = Duration.seconds(1)
  /// The lowest priority for the searching thread.
  private static let niceness: Int32 = 19
  /// The longest path of a transcript below the root, in bytes.
  private static let relativePathLength = 512
  /// The most sessions that wait for their transcripts, and the bytes of their payloads.
  static let searchLimit = (count: 256, bytes: 8 << 20)

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
  private let searches = BoundedQueue<SessionPayload>(limit: searchLimit.bytes, countLimit: searchLimit.count)
  private let state = Mutex(State())

  /// - Parameter client: the caller runs it.
  package init(_ client: BusClient, _ settings: SessionSettings, logger: Logger) {
    self.client = client
    self.settings = settings
    search = TranscriptSearch(root: settings.artifactsRoot)
    faults = FaultLog(logger)
  }

  /// What became of sessions so far.
  var counts: SessionCounts {
    var counts = state.withLock { $0.counts }
    counts.missedRecords += queue.dropped
    return counts
  }

  /// Takes the records of a commit, even without a connection: there may be one when a session ends.
  package func offer(_ written: WrittenRecords) {
    let selected = written.ofSessions
    if selected.count > 0 { queue.offer(selected) }
  }

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

  /// Publishes a session, after a search for its transcript if there may be one.
  private func publish(_ session: EndedSession, of aggregator: SessionAggregator) {
    // Checked first, because a payload can have a million bytes.
    guard client.isConnected, state.withLock({ $0.rate.take(1, at: .now) }) else {
      return state.withLock { $0.counts.dropped += 1 }
    }
    // What remains of a frame beside the path of a transcript.
    let limit =
      BusClient.longestPayload - JSONString.escaped(settings.artifactsRoot).utf8.count
      - Self.relativePathLength
    let payload = aggregator.payload(of: session, limit: limit)
    let isWaiting = payload.transcript != nil && searches.offer(payload, size: payload.size)
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

  // MARK: - Transcripts

  private func publishFound(by thread: NIOThreadPool) async {
    await searches.forEach { payload in
      var path: String?
      if let key = payload.transcript, let finding = try? await thread.runIfActive({ self.find(key) }) {
        path = finding.path
        // Once for each directory, whose owner can cause a new fault each time.
        if let fault = finding.fault, faults[key.directory] == nil {
          let message = "transcript refused: \(fault); its sessions are published without shard_path"
          faults.report(key.directory, message)
        }
        state.withLock { $0.counts.refusedTranscripts += finding.refused }
      }
      publish(payload, path: path)
      return true
    }
  }

  /// Runs on the thread.
  private func find(_ key: TranscriptKey) -> TranscriptSearch.Finding {
    // Applies to this thread alone on Linux. The owner of the transcripts can make each search read 128 MiB.
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
    if isStopping { state.withLock { $0.counts.skippedSearches += 1 } }
    return search.find(key) { self.isStopping }
  }

  private var isStopping: Bool { state.withLock { $0.stopDeadline.map { .now >= $0 } ?? false } }
}

/// What became of ended sessions and of their commands and transcripts.
struct SessionCounts: Sendable, Hashable {
  var published = 0
  var dropped = 0
  var missedRecords = 0
  var evictedCommands = 0
  var leftOutCommands = 0
  var skippedSearches = 0
  var refusedTranscripts = 0

  var metrics: [Metric] {
    [
      .counter("published", published, "Ended sessions given to the bus."),
      .counter("dropped", dropped, "Ended sessions dropped because the bus was away or there were too many."),
      .counter("missed_records", missedRecords, "Records of sessions dropped because too many came at once."),
      .counter("evicted_commands", evictedCommands, "Commands forgotten early to make room."),
      .counter("left_out_commands", leftOutCommands, "Commands that did not fit into their session's event."),
      .counter("skipped_searches", skippedSearches, "Sessions published without a transcript search."),
      .counter("refused_transcripts", refusedTranscripts, "Transcripts not read because of what they are."),
    ]
  }
}
