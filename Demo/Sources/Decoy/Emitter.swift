/// Writes a workload: in large pieces at full speed, or as the rate says.
struct Emitter {
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
    let pace = Pace(rate: workload.rate)
    for index in 0..<workload.lines {
      if let delay = pace.delay(before: index) {
        try flush()
        Stop.wait(nanoseconds: delay)
      }
      if Stop.requested { break }
      let isLast = index == workload.lines - 1
      try write(workload.first + index, newline: !isLast || workload.finalNewline)
    }
    try flush()
    Stop.hold(seconds: workload.hold)
  }

  private mutating func write(_ number: Int, newline: Bool) throws(Failure) {
    let time = Clock.wall
    for index in runs.indices { try runs[index].write(number, at: time, newline: newline) }
  }

  private mutating func flush() throws(Failure) {
    for index in runs.indices { try runs[index].flush() }
  }
}
