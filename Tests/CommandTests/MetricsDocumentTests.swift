import DecoyEvents
import Foundation
import Logging
import ServiceBus
import StatusMetrics
import Store
import Testing

@testable import Collector
@testable import TraceExport
@testable import decklog

/// What decklog tells of itself, by the declarations in its own modules, against what is written about it.
struct MetricsDocumentTests {
  /// A status with every metric.
  private static func status() throws -> CollectorStatus {
    var status = CollectorStatus(version: "1", startTime: 1, state: .collecting)
    status.counts = CollectorStatus.Counts(LineCounts().metrics)
    var recorder = RecorderStatus()
    recorder.lastCommit = 1
    status.gapCauses = ["rotated_away": 1]
    status.containers = [
      CollectorStatus.Container(
        name: "omega-ssh",
        id: "1",
        source: .files,
        counts: status.counts,
        lastLine: 1,
        lagBytes: 1
      )
    ]
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let client = try BusClient(BusClient.Configuration(socketPath: "/nowhere", name: "test"), logger: logger)
    status.groups = [
      MetricGroup("", recorder.metrics + Accounts().metrics), EngineAvailability().metrics,
      BatchChannel(limit: 1).metrics,
    ]
    status.groups += recorder.groups
    status.groups += [
      CollectorBus.metrics(
        client,
        BusPublisher(client),
        SessionPublisher(client, SessionSettings(), logger: logger)
      ), MetricGroup(TraceCounts()), MetricGroup(StoreFeedStatus()), .process,
    ]
    return status
  }

  /// The names on the page, as they are in a query.
  private static func names() throws -> Set<String> {
    let text = String(decoding: MetricsPage(try status()).text(.prometheus), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    return Set(lines.map { String($0.prefix { $0 != " " && $0 != "{" }) })
  }

  private static func text(_ path: String) throws -> String {
    try String(
      contentsOf: URL(filePath: #filePath).appending(path: "../../../\(path)").standardized,
      encoding: .utf8
    )
  }

  private static func names(in text: some StringProtocol) -> Set<String> {
    Set(String(text).matches(of: /(?:decklog|process)_[a-z_]+/).map { String($0.output) })
  }

  @Test func `Each metric of the page is in the documentation, and each of the documentation on the page`()
    throws
  {
    // Of each row the first cell; the text around has names of its own.
    let rows = try Self.text("docs/metrics.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
    let documented = rows.map { Self.names(in: $0.split(separator: "|")[0]) }
    let all = documented.reduce(into: Set()) { $0.formUnion($1) }
    let spelledOut = Set(
      all.flatMap { $0.hasSuffix("_duration_seconds") ? [$0 + "_sum", $0 + "_count"] : [$0] }
    )
    #expect(spelledOut == (try Self.names()))
    #expect(documented.reduce(0) { $0 + $1.count } == all.count, "none is there twice")
  }

  @Test func `Alerts ask for metrics that are there`() throws {
    let asked = Self.names(in: try Self.text("deploy/prometheus-alerts.yml"))
    #expect(!asked.isEmpty)
    #expect(asked.subtracting(try Self.names()) == [])
  }

  /// Some may be added; none is renamed or taken away.
  @Test func `The keys of the status page are what programs rely on`() throws {
    let page = try JSONSerialization.jsonObject(with: Data(StatusPage(try Self.status()).json()))
    let object = try #require(page as? [String: Any])
    let counts = [
      "bytes", "continued", "cut", "doubts", "dropped", "empty", "gaps", "held_back", "identity_mismatch",
      "lines",
      "malformed_sd", "not_events", "records", "unparsed",
    ]
    let parts: [String: [String]] = [
      "counts": counts, "bus": ["connected", "dropped", "published", "reconnects", "sessions"],
      "store": [
        "faults", "lag_bytes", "losses", "records", "replacements", "size_bytes", "skipped_lines", "writable",
      ], "tracing": ["dropped", "exported", "failed"], "channel": ["limit", "used"],
      "ring": ["limit", "used"],
      "commits": ["count", "seconds"], "synchronizations": ["count", "seconds"],
      "engine": ["outages", "reachable"], "files": ["fault", "writable"], "ledger": ["entries"],
      "process": ["cpu_seconds", "max_fds", "open_fds", "resident_bytes", "virtual_bytes"],
    ]
    for (name, keys) in parts {
      let part = try #require(object[name] as? [String: Any], "\(name)")
      #expect(Set(keys).subtracting(part.keys) == [], "\(name)")
    }
    let sessions = (object["bus"] as? [String: Any])?["sessions"] as? [String: Any]
    let sessionKeys: Set = [
      "dropped", "evicted_commands", "left_out_commands", "missed_records", "published",
      "refused_transcripts",
      "skipped_searches",
    ]
    #expect(sessionKeys.subtracting(sessions?.keys.map { $0 } ?? []) == [])
    let others: Set = [
      "containers", "fleet_listed", "flood_keys_evicted", "foreign_locks", "gaps", "held_back_untold",
      "last_commit", "not_written", "others", "ready", "reason", "start_time", "state",
      "unexplained_truncations", "version",
    ]
    #expect(others.subtracting(object.keys) == [])
    #expect((object["store"] as? [String: Any])?["writable"] as? Bool == true)
  }

  @Test func `A part that is off is null in the status page, and has no metrics`() throws {
    var status = try Self.status()
    status.groups = [
      MetricGroup("bus", nil), MetricGroup(nil as TraceCounts?), MetricGroup("store", nil),
    ]
    let page = try JSONSerialization.jsonObject(with: Data(StatusPage(status).json()))
    let object = try #require(page as? [String: Any])
    for name in ["bus", "tracing", "store"] { #expect(object[name] is NSNull, "\(name)") }
    let text = String(decoding: MetricsPage(status).text(.prometheus), as: UTF8.self)
    for name in ["bus", "tracing", "store"] { #expect(!text.contains("decklog_\(name)_"), "\(name)") }
  }
}
