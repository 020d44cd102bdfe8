internal import Basics
internal import Files
internal import Glibc

/// Resource usage of this process.
struct ProcessReading: Sendable, Hashable {
  /// User and system time; seconds.
  var cpuSeconds: Double?
  /// Memory in RAM; bytes.
  var residentBytes: Int?
  /// Mapped memory; bytes.
  var virtualBytes: Int?
  var openDescriptors: Int?
  var maxDescriptors: Int?

  /// Reads `/proc/self`, as far as possible.
  static func now() -> ProcessReading {
    var reading = ProcessReading()
    let ticks = sysconf(Int32(_SC_CLK_TCK))
    let page = sysconf(Int32(_SC_PAGESIZE))
    if let fields = file("/proc/self/stat").flatMap(fields), ticks > 0, page > 0 {
      reading.cpuSeconds = Double(fields.user.addingSaturated(fields.system)) / Double(ticks)
      reading.virtualBytes = fields.virtual
      reading.residentBytes = fields.residentPages.multipliedSaturated(by: page)
    }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      reading.maxDescriptors = Int(clamping: limit.rlim_cur)
    }
    reading.openDescriptors = descriptorCount()
    return reading
  }

  /// Fields 14, 15, 23 and 24 of a line of `/proc/PID/stat`, counted from 1 (proc(5)). The second field is the
  /// program's name in parentheses, which may itself contain blanks and parentheses.
  static func fields(_ line: String) -> (user: Int, system: Int, virtual: Int, residentPages: Int)? {
    guard let end = line.lastIndex(of: ")") else { return nil }
    let rest = line[line.index(after: end)...].split(separator: " ")
    guard rest.count > 21, let user = Int(rest[11]), let system = Int(rest[12]), let virtual = Int(rest[20]),
      let resident = Int(rest[21])
    else { return nil }
    return (user, system, virtual, resident)
  }

  private static func file(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  private static func descriptorCount() -> Int? {
    guard var stream = DirectoryStream("/proc/self/fd") else { return nil }
    var count = 0
    while stream.next() != nil { count += 1 }
    // One of them is the directory itself.
    return max(0, count - 1)
  }
}

extension MetricGroup {
  /// The resource usage of this process, now.
  package static var process: MetricGroup { MetricGroup(ProcessReading.now()) }

  /// Under the names of Prometheus' own client libraries:
  /// <https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics>.
  init(_ reading: ProcessReading) {
    self.init(
      "process",
      fullPrefix: "process_",
      [
        Metric("cpu_seconds", .seconds(reading.cpuSeconds), "User and system time spent."),
        .gauge("resident_memory_bytes", key: "resident_bytes", reading.residentBytes, "Memory in RAM."),
        .gauge("virtual_memory_bytes", key: "virtual_bytes", reading.virtualBytes, "Mapped memory."),
        .gauge("open_fds", reading.openDescriptors, "Open file descriptors."),
        .gauge("max_fds", reading.maxDescriptors, "The limit of open file descriptors."),
      ]
    )
  }
}
