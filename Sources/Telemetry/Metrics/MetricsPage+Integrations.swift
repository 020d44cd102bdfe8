extension MetricsPage {
  /// What is told of the programs that decklog sends to, where it does.
  func addIntegrations(to text: inout MetricsText) {
    if let bus = status.bus {
      text.add("decklog_bus_connected", .gauge, "Whether the bus is connected.", bus.isConnected ? 1 : 0)
      text.add("decklog_bus_published_total", .counter, "Frames given to the bus.", Double(bus.published))
      text.add(
        "decklog_bus_dropped_total",
        .counter,
        "Frames dropped because the bus was away or slow.",
        Double(bus.dropped)
      )
      text.add(
        "decklog_bus_reconnects_total",
        .counter,
        "Connections to the bus after the first one.",
        Double(bus.reconnects)
      )
      for number in bus.sessions.named {
        text.add("decklog_bus_sessions_\(number.name)_total", .counter, number.help, Double(number.count))
      }
    }
    if let tracing = status.tracing {
      text.add(
        "decklog_tracing_spans_exported_total",
        .counter,
        "Spans that the receiver has taken.",
        Double(tracing.exported)
      )
      text.add(
        "decklog_tracing_spans_dropped_total",
        .counter,
        "Spans dropped because the queue was full.",
        Double(tracing.dropped)
      )
      text.add(
        "decklog_tracing_spans_failed_total",
        .counter,
        "Spans that the receiver has refused or could not be given.",
        Double(tracing.failed)
      )
    }
  }

  /// What is told of the store, where there is one.
  func addStore(to text: inout MetricsText) {
    guard let store = status.store else { return }
    text.add("decklog_store_writable", .gauge, "Whether the store takes records.", store.isWritable ? 1 : 0)
    text.add("decklog_store_records_total", .counter, "Records stored.", Double(store.records))
    text.add(
      "decklog_store_lag_bytes",
      .gauge,
      "Bytes of the record file that are not stored yet.",
      Double(store.lagBytes)
    )
    text.add("decklog_store_faults_total", .counter, "Times that storing failed.", Double(store.faults))
    text.add(
      "decklog_store_skipped_lines_total",
      .counter,
      "Lines of the record file that are no records or too long.",
      Double(store.skippedLines)
    )
    text.add(
      "decklog_store_losses_total",
      .counter,
      "Times that a part of the record file was gone before it was stored.",
      Double(store.losses)
    )
    text.add(
      "decklog_store_replacements_total",
      .counter,
      "Times that a damaged store was put aside.",
      Double(store.replacements)
    )
    text.add("decklog_store_size_bytes", .gauge, "The size of the store's files.", Double(store.sizeBytes))
  }

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
