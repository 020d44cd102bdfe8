/// What `decoy emit` is to write.
struct Workload {
  /// The name of the run, in every line.
  let run: String
  let lines: Int
  /// Lines a second; 0 is full speed.
  let rate: Int
  let first: Int
  /// Bytes that a line should have, about; short ones stay as they are.
  let bytes: Int
  let stderrToo: Bool
  let plainEvery: Int
  let floodEvery: Int
  let daemonEvery: Int
  let finalNewline: Bool
  /// Seconds to stay after the last line; -1 is for ever.
  let hold: Int
  /// Milliseconds before the first line.
  let startDelay: Int
  let host: String
  /// Another program's line, instead of the decoy's own.
  let template: LineTemplate?
  /// The file for the lines; `nil` for stdout.
  let file: LogFile?

  init(options: inout Options) throws(Failure) {
    guard let run = try options.word("--run") else { throw .usage("emit needs --run ID") }
    self.run = run
    let many = 0...1_000_000_000_000
    lines = try options.integer("--lines", in: many) ?? 1000
    rate = try options.integer("--rate", in: 0...1_000_000_000) ?? 0
    first = try options.integer("--first", in: many) ?? 1
    bytes = try options.integer("--bytes", in: 0...64 * 1024 * 1024) ?? 0
    stderrToo = options.flag("--stderr-too")
    plainEvery = try options.integer("--plain-every", in: many) ?? 0
    floodEvery = try options.integer("--flood-every", in: many) ?? 0
    daemonEvery = try options.integer("--daemon-every", in: many) ?? 0
    finalNewline = !options.flag("--no-final-newline")
    hold = try options.integer("--hold", in: -1...1_000_000_000) ?? 0
    startDelay = try options.integer("--start-delay", in: 0...1_000_000_000) ?? 0
    host = try options.host()
    template = try options.text("--template").map(LineTemplate.init)
    let header = try options.text("--header")
    file = try options.text("--file").map { LogFile(path: $0, header: header) }
  }
}
