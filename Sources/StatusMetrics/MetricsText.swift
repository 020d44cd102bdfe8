internal import Basics

/// Writes metrics one after another, in either format.
struct MetricsText {
  enum Kind: String {
    case counter, gauge, summary, info
  }

  struct Sample {
    /// The values may be text from anywhere.
    var labels: [(name: String, value: String)]
    var value: Double

    init(_ value: Double, labels: (name: String, value: String)...) {
      self.labels = labels
      self.value = value
    }
  }

  let format: MetricsFormat
  private(set) var bytes: [UInt8] = []

  init(_ format: MetricsFormat) { self.format = format }

  /// Writes a metric with all its values; nothing if there are none.
  ///
  /// - Parameters:
  ///   - name: as in a query: a counter's ends in `_total`, an info's in `_info`.
  ///   - help: one sentence; never text from elsewhere.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    describe(name, kind, help)
    for sample in samples { add(name, sample) }
  }

  mutating func add(_ group: MetricGroup) {
    for metric in group.metrics ?? [] where !metric.name.isEmpty {
      let name = group.name(of: metric)
      switch metric.value {
      case .counter, .seconds: add(name, .counter, metric.help, metric.number.map { [Sample($0)] } ?? [])
      case .gauge, .flag, .time: add(name, .gauge, metric.help, metric.number.map { [Sample($0)] } ?? [])
      case .info(let text): add(name, .info, metric.help, [Sample(1, labels: (metric.key, text))])
      case .durations(let count, let seconds):
        describe(name, .summary, metric.help)
        add(name + "_sum", Sample(seconds))
        add(name + "_count", Sample(Double(count)))
      case .text: break
      }
    }
    for group in group.groups { add(group) }
  }

  mutating func finish() { if format == .openMetrics { write("# EOF\n") } }

  private mutating func describe(_ name: String, _ kind: Kind, _ help: String) {
    let family = Self.family(name, kind, in: format)
    write("# HELP \(family) ")
    escape(help, quotes: format == .openMetrics)
    // Prometheus' own format has no info.
    write("\n# TYPE \(family) \(kind == .info && format == .prometheus ? Kind.gauge : kind)\n")
  }

  /// OpenMetrics names the family, and its values have the suffix of their kind.
  private static func family(_ name: String, _ kind: Kind, in format: MetricsFormat) -> Substring {
    guard format == .openMetrics else { return name[...] }
    switch kind {
    case .counter: return name.hasSuffix("_total") ? name.dropLast(6) : name[...]
    case .info: return name.hasSuffix("_info") ? name.dropLast(5) : name[...]
    case .gauge, .summary: return name[...]
    }
  }

  private mutating func add(_ name: String, _ sample: Sample) {
    write(name)
    for (index, label) in sample.labels.enumerated() {
      write("\(index == 0 ? "{" : ",")\(label.name)=\"")
      escape(PrintableText.bounded(label.value), quotes: true)
      write("\"")
    }
    if !sample.labels.isEmpty { write("}") }
    write(" \(Self.number(sample.value))\n")
  }

  private static func number(_ value: Double) -> String {
    if let integer = Int64(exactly: value) { return String(integer) }
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value.description
  }

  private mutating func escape(_ text: String, quotes: Bool) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): write("\\\\")
      case UInt8(ascii: "\n"): write("\\n")
      case UInt8(ascii: "\"") where quotes: write("\\\"")
      default: bytes.append(byte)
      }
    }
  }

  private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
