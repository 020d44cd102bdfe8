/// Writes a workload: in large pieces at full speed, or as the rate says.
struct Emitter {
  /// Shortest sleep, in nanoseconds: at high rates several lines share a write.
  private static let tick = 5_000_000

  private let workload: Workload
  private var runs: [WorkloadRun]

  init(workload: Workload) {
    self.workload = workload
    let target = workload.file.map(WorkloadRun.Target.file) ?? .stream(.output)
    runs = [WorkloadRun(target: target, lines: WorkloadLines(workload: workload, run: workload.run))]
    if workload.stderrToo {
      let lines = WorkloadLines(workload: workload, run: workload.run + "-err")
      runs.append(WorkloadRun(target: .stream(.error), lines: lines))
    }
  }

  /// Writes all lines and stays as long as asked, or ends after a whole line when a stop is asked for.
  mutating func run() throws(Failure) {
    Stop.install()
    if workload.startDelay > 0 { Stop.wait(nanoseconds: workload.startDelay * 1_000_000) }
    let start = Clock.monotonic
    for index in 0..<workload.lines {
      if workload.rate > 0 { try pace(index, since: start) }
      if Stop.requested { break }
      let isLast = index == workload.lines - 1
      try write(workload.first + index, newline: !isLast || workload.finalNewline)
    }
    try flush()
    if workload.hold < 0 {
      Stop.wait()
    } else if workload.hold > 0 {
      Stop.wait(nanoseconds: workload.hold * 1_000_000_000)
    }
  }

  /// Waits until the line is due.
  private mutating func pace(_ index: Int, since start: Int) throws(Failure) {
    let due = Int(Double(index) * 1e9 / Double(workload.rate))
    let early = due - (Clock.monotonic - start)
    guard early > 0 else { return }
    try flush()
    Stop.wait(nanoseconds: max(early, Self.tick))
  }

  private mutating func write(_ number: Int, newline: Bool) throws(Failure) {
    let time = Clock.wall
    for index in runs.indices { try runs[index].write(number, at: time, newline: newline) }
  }

  private mutating func flush() throws(Failure) {
    for index in runs.indices { try runs[index].flush() }
  }
}
