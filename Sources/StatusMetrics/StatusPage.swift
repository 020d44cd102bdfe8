internal import FoundationEssentials

/// The page that people and their programs read: a collector's status as one JSON object.
///
/// Its keys are stable: some may be added, none is renamed or taken away. Counts have the names that they have
/// everywhere; times are RFC 3339 in UTC; `null` is what is not known; `bus`, `tracing` and `store` are `null`
/// where they are off.
public struct StatusPage: Sendable, Hashable {
  /// The most containers that are told one by one; the others are summed in `others`.
  public static let containerLimit = ContainerRows.limit

  /// What is told.
  public let status: CollectorStatus
  /// What the system says of the process.
  let process: ProcessReading

  /// A page of a status, and of the process as it is now.
  public init(_ status: CollectorStatus) {
    self.init(status, process: .now())
  }

  init(_ status: CollectorStatus, process: ProcessReading) {
    self.status = status
    self.process = process
  }

  /// The page's bytes: one line of JSON with its LF.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Each key is one of ours; a number that JSON has no word for is a fault of the one who filled the status.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity",
      negativeInfinity: "-Infinity",
      nan: "NaN"
    )
    return Array(try encoder.encode(StatusDocument(status, process))) + [UInt8(ascii: "\n")]
  }

  /// A time of the page: RFC 3339 with milliseconds.
  static func time(_ seconds: Double) -> String {
    // Years that a date can have; beyond, its formatter traps or makes up its own spelling.
    let bounded = min(max(seconds.isFinite ? seconds : 0, 0), 253_402_300_799)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return Date(timeIntervalSince1970: bounded).formatted(style)
  }
}

/// The shape of ``StatusPage``, with its keys.
struct StatusDocument: Encodable {
  private enum Key: String, CodingKey {
    case version, state, ready, reason, engine, counts, gaps, containers, others
    case files, channel, ring, ledger, commits, synchronizations, process
    case startTime = "start_time"
    case lastCommit = "last_commit"
    case fleetListed = "fleet_listed"
  }

  private enum Part: String, CodingKey {
    case reachable, outages, used, limit, count, seconds, entries, writable, fault
    case name, id, source, running, counts, containers
    case lastLine = "last_line"
    case lagBytes = "lag_bytes"
    case cpuSeconds = "cpu_seconds"
    case residentBytes = "resident_bytes"
    case virtualBytes = "virtual_bytes"
    case openDescriptors = "open_fds"
    case maxDescriptors = "max_fds"
  }

  /// A key that a metric or a group of metrics brings along.
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private typealias Container = KeyedEncodingContainer<Key>

  private let status: CollectorStatus
  private let process: ProcessReading

  init(_ status: CollectorStatus, _ process: ProcessReading) {
    self.status = status
    self.process = process
  }

  func encode(to encoder: any Encoder) throws {
    var page = encoder.container(keyedBy: Key.self)
    try page.encode(PlainText.make(status.version), forKey: .version)
    try page.encode(StatusPage.time(status.startTime), forKey: .startTime)
    try page.encode(status.state.rawValue, forKey: .state)
    try page.encode(status.unreadiness == nil, forKey: .ready)
    try page.encode(status.unreadiness, forKey: .reason)
    try page.encode(status.isFleetListed, forKey: .fleetListed)
    try page.encode(status.counts.byName, forKey: .counts)
    try page.encode(boundedCauses, forKey: .gaps)
    try page.encode(status.lastCommit.map(StatusPage.time), forKey: .lastCommit)
    try encodeParts(into: &page)
    var named = encoder.container(keyedBy: Name.self)
    try Self.encode(status.metrics, into: &named)
    for group in status.integrations { try Self.encode(group, into: &named) }
    try encodeContainers(into: &page)
  }

  private var boundedCauses: [String: Int] {
    let causes = status.gapCauses.sorted { $0.key < $1.key }.prefix(MetricsPage.causeLimit)
    return Dictionary(causes.map { (PlainText.make($0.key), $0.value) }) { $0 &+ $1 }
  }

  private func encodeParts(into page: inout Container) throws {
    var files = page.nestedContainer(keyedBy: Part.self, forKey: .files)
    try files.encode(status.filesFault == nil, forKey: .writable)
    try files.encode(status.filesFault.map { PlainText.make($0) }, forKey: .fault)
    var engine = page.nestedContainer(keyedBy: Part.self, forKey: .engine)
    try engine.encode(status.engine.isReachable, forKey: .reachable)
    try engine.encode(status.engine.outages, forKey: .outages)
    for (key, usage) in [(Key.channel, status.channel), (.ring, status.ring)] {
      var part = page.nestedContainer(keyedBy: Part.self, forKey: key)
      try part.encode(usage.used, forKey: .used)
      try part.encode(usage.limit, forKey: .limit)
    }
    for (key, durations) in [(Key.commits, status.commits), (.synchronizations, status.synchronizations)] {
      var part = page.nestedContainer(keyedBy: Part.self, forKey: key)
      try part.encode(durations.count, forKey: .count)
      try part.encode(durations.seconds, forKey: .seconds)
    }
    var ledger = page.nestedContainer(keyedBy: Part.self, forKey: .ledger)
    try ledger.encode(status.ledgerEntries, forKey: .entries)
    var process = page.nestedContainer(keyedBy: Part.self, forKey: .process)
    try process.encode(self.process.cpuSeconds, forKey: .cpuSeconds)
    try process.encode(self.process.residentBytes, forKey: .residentBytes)
    try process.encode(self.process.virtualBytes, forKey: .virtualBytes)
    try process.encode(self.process.openDescriptors, forKey: .openDescriptors)
    try process.encode(self.process.maxDescriptors, forKey: .maxDescriptors)
  }

  private static func encode(_ metrics: [Metric], into part: inout KeyedEncodingContainer<Name>) throws {
    for metric in metrics {
      switch metric.kind {
      case .flag: try part.encode(metric.value != 0, forKey: Name(metric.name))
      case .counter, .gauge: try part.encode(metric.value, forKey: Name(metric.name))
      }
    }
  }

  private static func encode(_ group: MetricGroup, into page: inout KeyedEncodingContainer<Name>) throws {
    guard let metrics = group.metrics else { return try page.encodeNil(forKey: Name(group.name)) }
    var part = page.nestedContainer(keyedBy: Name.self, forKey: Name(group.name))
    try encode(metrics, into: &part)
    for group in group.groups { try encode(group, into: &part) }
  }

  private func encodeContainers(into page: inout Container) throws {
    // Sorted by all that can tell two of one name apart, so that the same ones are told each time.
    let sorted = status.containers.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    var list = page.nestedUnkeyedContainer(forKey: .containers)
    for container in sorted.prefix(StatusPage.containerLimit) {
      var part = list.nestedContainer(keyedBy: Part.self)
      try part.encode(PlainText.make(container.name), forKey: .name)
      try part.encode(PlainText.make(String(container.id.prefix(12))), forKey: .id)
      try part.encode(container.source?.rawValue, forKey: .source)
      try part.encode(container.isRunning, forKey: .running)
      try part.encode(container.lastLine.map(StatusPage.time), forKey: .lastLine)
      try part.encode(container.lagBytes, forKey: .lagBytes)
      try part.encode(container.counts.byName, forKey: .counts)
    }
    let rest = sorted.dropFirst(StatusPage.containerLimit)
    guard !rest.isEmpty else { return try page.encodeNil(forKey: .others) }
    var others = page.nestedContainer(keyedBy: Part.self, forKey: .others)
    try others.encode(rest.count, forKey: .containers)
    try others.encode(rest.reduce(into: CollectorStatus.Counts()) { $0 += $1.counts }.byName, forKey: .counts)
  }
}

extension CollectorStatus.Counts {
  /// The numbers by their names.
  var byName: [String: Int] { Dictionary(metrics.map { ($0.name, $0.value) }) { $1 } }
}
