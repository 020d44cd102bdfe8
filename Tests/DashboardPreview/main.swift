import Dashboard
import HTTPListener
import Logging
import RecordTestSupport
import ServiceLifecycle
import UnixSignals

// Serves the dashboard with believable data, to look at it: `swift run DashboardPreview [HOST:PORT [EVENTS_A_SECOND]]`.
let arguments = CommandLine.arguments.dropFirst()
let address = try ListenAddress(arguments.first ?? "127.0.0.1:9464")
let rate = max(1, arguments.dropFirst().first.flatMap { Int($0) } ?? 3)
let logger = Logger(label: "preview")
let feed = LiveFeed()
var past = SampleEvents(seed: 7)
let records = MemoryRecords(past.history(until: SampleText.now, hours: 24 * 8, perHour: 60).map(\.json))
let pages = DashboardPages(
  source: DashboardSource({ records }, status: { .collecting(at: SampleText.now) }),
  feed: feed,
  access: try DashboardAccess(at: address),
  logger: logger
)
let service = try MetricsService(at: address, mounting: pages, logger: logger) {
  .collecting(at: SampleText.now)
}
try await withThrowingTaskGroup { group in
  group.addTask {
    try await ServiceGroup(services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
      .run()
  }
  group.addTask {
    var samples = SampleEvents(seed: 99)
    while !Task.isCancelled {
      // Ten batches a second, as a busy collector has them.
      let perBatch = max(1, rate / 10)
      try await Task.sleep(for: .seconds(1) * perBatch / rate)
      let events = (0..<perBatch).map { _ in samples.event(at: SampleText.now) }
      // A flood is for the live feed alone: these events are all kept in memory.
      if rate < 100 { for event in events { records.append(event.json) } }
      feed.offer(events.flatMap { Array($0.json.utf8) + [UInt8(ascii: "\n")] }, count: events.count)
    }
  }
  try await group.next()
  group.cancelAll()
}
