internal import Basics

/// A collector's status as metrics, for scrapers.
///
/// Names and units follow Prometheus' conventions (<https://prometheus.io/docs/practices/naming/>). The labels are
/// `container`, `source`, `cause` and `version`; no line can choose the value of one.
package struct MetricsPage: Sendable, Hashable {
  /// The most causes of gaps with time series of their own.
  static let causeLimit = 32

  let status: CollectorStatus

  package init(_ status: CollectorStatus) { self.status = status }

  /// The page's bytes, UTF-8.
  package func text(_ format: MetricsFormat) -> [UInt8] {
    var text = MetricsText(format)
    addTotals(to: &text)
    for group in status.allGroups { text.add(group) }
    addContainers(to: &text)
    text.finish()
    return text.bytes
  }

  private func addTotals(to text: inout MetricsText) {
    for count in status.counts.metrics {
      let samples = count.name == "gaps" ? gaps : [.init(Double(count.count))]
      text.add("decklog_\(count.name)_total", .counter, count.help, samples)
    }
  }

  /// Gaps by cause, which add up to all gaps.
  private var gaps: [MetricsText.Sample] {
    var samples: [MetricsText.Sample] = []
    var rest = status.counts["gaps"]
    for (cause, count) in status.gapCauses.sorted(by: { $0.key < $1.key }).prefix(Self.causeLimit) {
      samples.append(.init(Double(count), labels: ("cause", cause)))
      rest = rest.subtractingSaturated(count)
    }
    // Those counted before causes were, and those beyond the limit.
    if rest > 0 || samples.isEmpty { samples.append(.init(Double(max(0, rest)), labels: ("cause", "other"))) }
    return samples
  }

  private func addContainers(to text: inout MetricsText) {
    let table = ContainerRows(status.containers)
    addSums(of: table, to: &text)
    func add(
      _ name: String,
      _ kind: MetricsText.Kind,
      _ help: String,
      _ value: (ContainerRows.Row) -> Double?
    ) {
      let samples = table.all.compactMap { row in
        value(row).map { MetricsText.Sample($0, labels: ("container", row.name)) }
      }
      text.add("decklog_container_\(name)", kind, help, samples)
    }
    for count in status.counts.metrics {
      add("\(count.name)_total", .counter, count.help) { Double($0.counts[count.name]) }
    }
    add("running", .gauge, "Running containers of this name.") { Double($0.running) }
    add(
      "last_line_timestamp_seconds",
      .gauge,
      "The engine's time of the last committed line, since 1970."
    ) { $0.lastLine }
    add("lag_bytes", .gauge, "Bytes of the container's log files that are not read yet.") {
      $0.lagBytes.map { Double($0) }
    }
    text.add(
      "decklog_container_info",
      .info,
      "How the container's log is read.",
      table.rows.compactMap { row in
        row.source.map { .init(1, labels: ("container", row.name), ("source", $0.rawValue)) }
      }
    )
  }

  private func addSums(of table: ContainerRows, to text: inout MetricsText) {
    let sources = CollectorStatus.Container.Source.allCases.map { $0 as Optional } + [nil]
    text.add(
      "decklog_containers",
      .gauge,
      "Known containers, by how their logs are read.",
      sources.map { source in
        let count = status.containers.count { $0.source == source }
        return .init(Double(count), labels: ("source", source?.rawValue ?? "unknown"))
      }
    )
    text.add(
      MetricGroup(
        "containers",
        [
          .gauge("running", status.containers.count { $0.isRunning }, "Running containers."),
          .gauge(
            "unlabeled",
            table.others?.containers ?? 0,
            "Containers beyond the limit, summed as \(ContainerRows.othersName)."
          ),
        ]
      )
    )
  }
}
