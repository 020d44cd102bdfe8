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
