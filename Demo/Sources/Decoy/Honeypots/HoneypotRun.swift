/// Prints a honeypot's lines: for ever, or a number of them; visit after visit, or each with its number.
struct HoneypotRun {
  private let honeypot: Honeypot
  /// The name of a numbered run, in every line; nil for a demo.
  private let id: String?
  /// Nil is without end.
  private let lines: Int?
  private let rate: Int
  private let first: Int
  private let hold: Int
  private var output: HoneypotOutput

  init(of format: String, options: inout Options) throws(Failure) {
    guard let honeypot = Honeypot.all.first(where: { $0.format == format }) else {
      throw .usage(
        "no honeypot is called \(format); there are \(Honeypot.all.map(\.format).joined(separator: ", "))"
      )
    }
    self.honeypot = honeypot
    let many = 0...1_000_000_000_000
    id = try options.word("--run")
    lines = try options.integer("--lines", in: many)
    rate = try options.integer("--rate", in: 0...1_000_000_000) ?? 4
    first = try options.integer("--first", in: many) ?? 1
    hold = try options.integer("--hold", in: -1...1_000_000_000) ?? 0
    output = HoneypotOutput(
      try options.text("--to") ?? honeypot.place,
      heading: honeypot.heading,
      rotateEvery: try options.integer("--rotate-every", in: many) ?? 0
    )
  }

  /// Prints the lines and stays as long as asked, or ends after a whole line when a stop is asked for.
  mutating func run() throws(Failure) {
    Stop.install()
    var visit = honeypot.visit.map { VisitLine($0, numbered: id != nil) }
    if id != nil { visit.removeAll { !$0.isNumbered } }
    precondition(!visit.isEmpty, "\(honeypot.format) has no line with a place for its number")
    // Numbered runs are the same each time, but for the time in their lines.
    var values = MadeUpValues(seed: id == nil ? UInt64(truncatingIfNeeded: Clock.wall) : 0)
    let pace = Pace(rate: rate)
    for index in 0..<(lines ?? .max) {
      if let delay = pace.delay(before: index) {
        try output.flush()
        Stop.wait(nanoseconds: delay)
      }
      if Stop.requested { break }
      if index % visit.count == 0 { values.begin(visit: index / visit.count) }
      values.set(time: Clock.wall)
      let token = id.map { LineTemplate.token($0, first + index) } ?? []
      try output.write { visit[index % visit.count].append(values.values, token: token, to: &$0) }
    }
    try output.flush()
    Stop.hold(seconds: hold)
  }
}
