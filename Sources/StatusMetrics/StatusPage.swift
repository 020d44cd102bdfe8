internal import Basics
internal import FoundationEssentials

/// A collector's status as one JSON object, for people and their programs.
///
/// Its keys are stable: some may be added, none is renamed or removed. Times are RFC 3339 in UTC; `null` is what is not
/// known, and a part that is off.
package struct StatusPage: Sendable, Hashable, Encodable {
  private struct Key: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringLiteral name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private typealias Object = KeyedEncodingContainer<Key>

  let status: CollectorStatus

  package init(_ status: CollectorStatus) { self.status = status }

  /// The page's bytes: one line of JSON with its LF.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // JSON has no such numbers; whoever filled the status is at fault.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity",
      negativeInfinity: "-Infinity",
      nan: "NaN"
    )
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// RFC 3339 with milliseconds.
  static func time(_ seconds: Double) -> String {
    // Beyond these years the formatter traps or invents its own spelling.
    let bounded = min(max(seconds.isFinite ? seconds : 0, 0), 253_402_300_799)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return Date(timeIntervalSince1970: bounded).formatted(style)
  }

  package func encode(to encoder: any Encoder) throws {
    var page = encoder.container(keyedBy: Key.self)
    for group in status.allGroups { try Self.encode(group, into: &page) }
    try page.encode(Self.byName(status.counts), forKey: "counts")
    let causes = status.gapCauses.sorted { $0.key < $1.key }.prefix(MetricsPage.causeLimit)
    let gaps = Dictionary(causes.map { (PrintableText.bounded($0.key), $0.value) }) { $0.addingSaturated($1) }
    try page.encode(gaps, forKey: "gaps")
    try encodeContainers(into: &page)
  }

  private static func encode(_ group: MetricGroup, into page: inout Object) throws {
    guard !group.name.isEmpty else { return try encode(group.metrics ?? [], into: &page) }
    guard let metrics = group.metrics else { return try page.encodeNil(forKey: Key(group.name)) }
    var part = page.nestedContainer(keyedBy: Key.self, forKey: Key(group.name))
    try encode(metrics, into: &part)
    for group in group.groups { try encode(group, into: &part) }
  }

  private static func encode(_ metrics: [Metric], into object: inout Object) throws {
    for metric in metrics {
      let key = Key(metric.key)
      switch metric.value {
      case .counter(let count): try object.encode(count, forKey: key)
      case .gauge(let number): try object.encode(number, forKey: key)
      case .seconds(let seconds): try object.encode(seconds, forKey: key)
      case .flag(let isSet): try object.encode(isSet, forKey: key)
      case .time(let seconds): try object.encode(seconds.map(time), forKey: key)
      case .info(let text): try object.encode(PrintableText.bounded(text), forKey: key)
      case .text(let text): try object.encode(text.map(PrintableText.bounded), forKey: key)
      case .durations(let count, let seconds):
        try object.encode(count, forKey: "count")
        try object.encode(seconds, forKey: "seconds")
      }
    }
  }

  private func encodeContainers(into page: inout Object) throws {
    // By name and id, so that the same ones are listed each time.
    let sorted = status.containers.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    var list = page.nestedUnkeyedContainer(forKey: "containers")
    for container in sorted.prefix(ContainerRows.limit) {
      var object = list.nestedContainer(keyedBy: Key.self)
      try object.encode(PrintableText.bounded(container.name), forKey: "name")
      try object.encode(PrintableText.bounded(String(container.id.prefix(12))), forKey: "id")
      try object.encode(container.source?.rawValue, forKey: "source")
      try object.encode(container.isRunning, forKey: "running")
      try object.encode(container.lastLine.map(Self.time), forKey: "last_line")
      try object.encode(container.lagBytes, forKey: "lag_bytes")
      try object.encode(Self.byName(container.counts), forKey: "counts")
    }
    let rest = sorted.dropFirst(ContainerRows.limit)
    guard !rest.isEmpty else { return try page.encodeNil(forKey: "others") }
    var others = page.nestedContainer(keyedBy: Key.self, forKey: "others")
    try others.encode(rest.count, forKey: "containers")
    try others.encode(
      Self.byName(rest.reduce(into: CollectorStatus.Counts()) { $0 += $1.counts }),
      forKey: "counts"
    )
  }

  private static func byName(_ counts: CollectorStatus.Counts) -> [String: Int] {
    Dictionary(counts.metrics.map { ($0.name, $0.count) }) { $1 }
  }
}
