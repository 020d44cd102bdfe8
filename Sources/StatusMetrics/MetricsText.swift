/// Metrics written one after another, in either format.
struct MetricsText {
  /// One value of a metric.
  struct Sample {
    /// Names and values; the values are text from anywhere.
    var labels: [(name: String, value: String)]
    var value: Double

    init(_ value: Double, labels: (name: String, value: String)...) {
      self.labels = labels
      self.value = value
    }
  }

  let format: MetricsFormat
  private(set) var bytes: [UInt8] = []

  init(_ format: MetricsFormat) {
    self.format = format
  }

  /// Writes a metric with all its values.
  ///
  /// - Parameters:
  ///   - name: as it is in a query: a counter's ends with `_total`, an info's with `_info`.
  ///   - help: one sentence; never text from elsewhere.
  ///   - samples: where there are none, nothing is written.
  mutating func add(_ name: String, _ kind: MetricKind, _ help: String, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    describe(name, kind, help)
    for sample in samples { add(name, sample) }
  }

  /// Writes a metric that has one value.
  mutating func add(_ name: String, _ kind: MetricKind, _ help: String, _ value: Double) {
    add(name, kind, help, [Sample(value)])
  }

  /// Writes the numbers of a part of the program that is on, and of its own parts.
  mutating func add(_ group: MetricGroup) {
    for metric in group.metrics ?? [] {
      let kind: MetricKind = metric.kind == .counter ? .counter : .gauge
      add(group.name(of: metric), kind, metric.help, Double(metric.value))
    }
    for group in group.groups { add(group) }
  }

  /// Writes a sum and a count.
  mutating func add(_ name: String, _ help: String, _ durations: CollectorStatus.Durations) {
    describe(name, .summary, help)
    add(name + "_sum", Sample(durations.seconds))
    add(name + "_count", Sample(Double(durations.count)))
  }

  /// The end of the page.
  mutating func finish() {
    if format == .openMetrics { write("# EOF\n") }
  }

  private mutating func describe(_ name: String, _ kind: MetricKind, _ help: String) {
    let family = Self.family(name, kind, in: format)
    write("# HELP \(family) ")
    escape(help, quotes: format == .openMetrics)
    write("\n# TYPE \(family) \(kind.word(in: format))\n")
  }

  /// OpenMetrics names the family, and its values have the suffix of their kind.
  private static func family(_ name: String, _ kind: MetricKind, in format: MetricsFormat) -> Substring {
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
      write(index == 0 ? "{" : ",")
      write(label.name)
      write("=\"")
      escape(PlainText.make(label.value), quotes: true)
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

  private mutating func write(_ text: some StringProtocol) {
    bytes.append(contentsOf: text.utf8)
  }
}

/// What kind of number a metric is.
enum MetricKind: String {
  /// One that only grows while the process runs.
  case counter
  /// One that goes up and down.
  case gauge
  /// A sum and a count.
  case summary
  /// Always 1: what is told is in the labels.
  case info

  /// The word for it in a format.
  func word(in format: MetricsFormat) -> String {
    // Prometheus' own format knows no such kind.
    self == .info && format == .prometheus ? MetricKind.gauge.rawValue : rawValue
  }
}
