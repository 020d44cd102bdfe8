/// The page that a scraper reads: a collector's status as metrics.
///
/// Names and units are Prometheus' (<https://prometheus.io/docs/practices/naming/>). Labels are `container`, `source`,
/// `cause` and `version`; none has a value that a line could choose.
public struct MetricsPage: Sendable, Hashable {
  /// The most containers with time series of their own; the others are summed as `_others`.
  public static let containerLimit = ContainerRows.limit
  /// The most causes of gaps with time series of their own.
  static let causeLimit = 32

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

  /// The page's bytes, UTF-8.
  public func text(_ format: MetricsFormat) -> [UInt8] {
    var text = MetricsText(format)
    addCollector(to: &text)
    addTotals(to: &text)
    addContainers(to: &text)
    addFiles(to: &text)
    for group in status.integrations { text.add(group) }
    addProcess(to: &text)
    text.finish()
    return text.bytes
  }

  private func addCollector(to text: inout MetricsText) {
    text.add(
      "decklog_build_info",
      .info,
      "The version that runs.",
      [.init(1, labels: ("version", status.version))]
    )
    text.add(
      "decklog_ready",
      .gauge,
      "Whether files can be written and the engine has told of its containers.",
      status.unreadiness == nil ? 1 : 0
    )
    text.add(
      "decklog_files_writable",
      .gauge,
      "Whether the files can be written.",
      status.filesFault == nil ? 1 : 0
    )
    text.add(
      "decklog_engine_reachable",
      .gauge,
      "Whether the container engine answered when it was asked last.",
      status.engine.isReachable ? 1 : 0
    )
    text.add(
      "decklog_engine_outages_total",
      .counter,
      "How often the container engine was found away after it had been there.",
      Double(status.engine.outages)
    )
  }

  private func addTotals(to text: inout MetricsText) {
    for count in status.counts.metrics {
      let name = "decklog_\(count.name)_total"
      if count.name == "gaps" {
        text.add(name, .counter, count.help, gaps)
      } else {
        text.add(name, .counter, count.help, Double(count.value))
      }
    }
    text.add(MetricGroup("", status.metrics))
  }

  /// Gaps by cause, whose sum is the number of all gaps.
  private var gaps: [MetricsText.Sample] {
    var samples: [MetricsText.Sample] = []
    var rest = status.counts["gaps"]
    for (cause, count) in status.gapCauses.sorted(by: { $0.key < $1.key }).prefix(Self.causeLimit) {
      samples.append(.init(Double(count), labels: ("cause", cause)))
      rest -= count
    }
    // What was counted before causes were, and what is beyond the limit.
    if rest > 0 || samples.isEmpty { samples.append(.init(Double(max(0, rest)), labels: ("cause", "other"))) }
    return samples
  }

  private func addFiles(to text: inout MetricsText) {
    text.add(
      "decklog_channel_used_bytes",
      .gauge,
      "Bytes that wait between the sources and the files.",
      Double(status.channel.used)
    )
    text.add(
      "decklog_channel_limit_bytes",
      .gauge,
      "The most bytes that may wait between the sources and the files.",
      Double(status.channel.limit)
    )
    text.add(
      "decklog_ring_used_bytes",
      .gauge,
      "Bytes of the ring that are needed for a recovery.",
      Double(status.ring.used)
    )
    text.add("decklog_ring_capacity_bytes", .gauge, "The size of the ring.", Double(status.ring.limit))
    text.add(
      "decklog_ledger_entries_total",
      .counter,
      "Entries of the ledger.",
      Double(status.ledgerEntries)
    )
    if let time = status.lastCommit {
      text.add(
        "decklog_last_commit_timestamp_seconds",
        .gauge,
        "When lines were last brought into the files, since 1970.",
        time
      )
    }
    text.add(
      "decklog_commit_duration_seconds",
      "How long commits took, from the batch to the files.",
      status.commits
    )
    text.add(
      "decklog_synchronization_duration_seconds",
      "How long it took to have what was written survive a power cut.",
      status.synchronizations
    )
  }
}

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

extension MetricsPage {
  /// What every program tells of its process.
  func addProcess(to text: inout MetricsText) {
    text.add(
      "process_start_time_seconds",
      .gauge,
      "When the process began, since 1970.",
      status.startTime
    )
    if let seconds = process.cpuSeconds {
      text.add("process_cpu_seconds_total", .counter, "User and system time spent.", seconds)
    }
    let gauges: [(name: String, help: String, value: Int?)] = [
      ("process_resident_memory_bytes", "Memory that is in RAM.", process.residentBytes),
      ("process_virtual_memory_bytes", "All memory that is mapped.", process.virtualBytes),
      ("process_open_fds", "Open file descriptors.", process.openDescriptors),
      ("process_max_fds", "The most file descriptors that may be open.", process.maxDescriptors),
    ]
    for gauge in gauges {
      guard let value = gauge.value else { continue }
      text.add(gauge.name, .gauge, gauge.help, Double(value))
    }
  }
}
