internal import StatusMetrics

extension MetricsPage {
  func addContainers(to text: inout MetricsText) {
    let table = ContainerRows(status.containers)
    addSums(of: table, to: &text)
    let rows = table.all
    for count in status.counts.metrics {
      text.add(
        "decklog_container_\(count.name)_total",
        .counter,
        count.help,
        rows.map { .init(Double($0.counts[count.name]), labels: ("container", $0.name)) }
      )
    }
    text.add(
      "decklog_container_running",
      .gauge,
      "How many containers of this name run.",
      rows.map { .init(Double($0.running), labels: ("container", $0.name)) }
    )
    text.add(
      "decklog_container_last_line_timestamp_seconds",
      .gauge,
      "The engine's time of the line that was committed last, since 1970.",
      rows.compactMap { row in row.lastLine.map { .init($0, labels: ("container", row.name)) } }
    )
    text.add(
      "decklog_container_lag_bytes",
      .gauge,
      "Bytes of the container's log files that are not read yet.",
      rows.compactMap { row in row.lagBytes.map { .init(Double($0), labels: ("container", row.name)) } }
    )
    text.add(
      "decklog_container_info",
      .info,
      "How the container's log is read.",
      table.rows.compactMap { row in
        row.example?.source.map { .init(1, labels: ("container", row.name), ("source", $0.rawValue)) }
      }
    )
  }

  private func addSums(of table: ContainerRows, to text: inout MetricsText) {
    let sources = CollectorStatus.Container.Source.allCases.map { source in
      MetricsText.Sample(
        Double(status.containers.count { $0.source == source }),
        labels: ("source", source.rawValue)
      )
    }
    let unknown = status.containers.count { $0.source == nil }
    text.add(
      "decklog_containers",
      .gauge,
      "Containers that are known, by how their logs are read.",
      sources + [.init(Double(unknown), labels: ("source", "unknown"))]
    )
    text.add(
      "decklog_containers_running",
      .gauge,
      "Containers that run.",
      Double(status.containers.count { $0.isRunning })
    )
    text.add(
      "decklog_containers_unlabeled",
      .gauge,
      "Containers beyond the limit, which are summed as \(ContainerRows.othersName).",
      Double(table.others?.containers ?? 0)
    )
  }
}
