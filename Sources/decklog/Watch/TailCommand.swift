import ArgumentParser
import Basics
import EventViews
import Glibc
import Records
import Terminal

/// `decklog tail`: events as they come.
struct TailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail",
    abstract: "Shows events as they are recorded, one line each.",
    discussion: """
      decklog tail --service ssh --attacker 203.0.113.0/24
      decklog tail -n 100 --no-follow --json | jq .
      decklog tail --bus

      On a terminal lines are coloured and cut to its width; elsewhere nothing is cut. Reads on through rotations. \
      Ends with Ctrl-C, or when nobody reads its output any longer.
      """
  )

  /// More lines than anybody reads.
  private static let counts = 0...1_000_000
  private static let defaultCount = 10

  @OptionGroup
  var log: LogFileOptions

  @OptionGroup
  var filters: FilterOptions

  @Option(
    name: [.customShort("n"), .customLong("lines")],
    help: ArgumentHelp(
      "Begin with the last so many events that match. [10; with --since all]",
      valueName: "count"
    )
  )
  var count: Int?

  @Flag(help: "The records as they stand in their file, one JSON object a line.")
  var json = false

  @Flag(inversion: .prefixedNo, help: "Wait for more at the end.")
  var follow = true

  @Flag(
    help:
      "Listen on the framework's bus instead of reading the file; there events have no fields and no message."
  )
  var bus = false

  @OptionGroup(title: "The bus")
  var busOptions: BusOptions

  func validate() throws {
    guard !bus || (count == nil && follow) else {
      throw ValidationError("--bus: the bus has nothing of before; leave out -n and --no-follow")
    }
    if let count, !Self.counts.contains(count) {
      throw ValidationError(
        "-n \(count): expected a number from 0 to \(Self.counts.upperBound), as in -n 100"
      )
    }
  }

  func run() async throws {
    let filter = try filters.filter(now: .now)
    guard !bus else {
      return try await BusTail(try busOptions.client(), EventLines(filter: filter, isJSON: json)).run()
    }
    try tail(filter)
  }

  private func tail(_ filter: RecordFilter) throws {
    let file = try log.readableRecordFile(mayBeMissing: follow)
    // Before signals are anything else than the end: it may take long.
    var lines = LastLines(max(1, count ?? Self.defaultCount))
    let source = first(file, filter, &lines)
    // Whoever closes the pipe is noticed by the write.
    signal(SIGPIPE, SIG_IGN)
    let signals = try SignalPipe([SIGINT, SIGTERM, SIGHUP])
    do throws(StandardOutput.Stop) {
      try show(lines, source, filter, signals)
    } catch {
      switch error {
      case .closed: return
      case .interrupted: try end(signals)
      case .failed(let error):
        StandardError.print(error.description)
        throw ExitCode(EX_IOERR)
      }
    }
  }

  private func show(
    _ lines: LastLines,
    _ source: consuming FileRecordSource,
    _ filter: RecordFilter,
    _ signals: SignalPipe
  ) throws(StandardOutput.Stop) {
    var printer = EventLines(filter: filter, isJSON: json)
    for line in lines.lines { try printer.print(line[...]) }
    try printer.flush()
    while true {
      while let batch = source.next() {
        for note in batch.notes { StandardError.print(note) }
        try printer.print(batch)
        if signals.isPending { throw .interrupted }
      }
      guard follow else { return }
      guard signals.wait(Self.pause, whileOpen: STDOUT_FILENO) else { throw .closed }
      if signals.isPending { throw .interrupted }
    }
  }

  /// How long to wait at the end before it is looked at again.
  private static let pause = Duration.milliseconds(200)

  /// Finds what is shown of what was there before, and where to go on.
  private func first(_ file: String, _ filter: RecordFilter, _ lines: inout LastLines) -> FileRecordSource {
    if count == nil, let since = filter.since {
      return FileRecordSource(file, from: RecordSearch.start(of: file, since: since))
    }
    let count = count ?? Self.defaultCount
    guard count > 0 else { return FileRecordSource(file, from: .end) }
    guard !filter.wantsAll else { return FileRecordSource(file, from: .last(count)) }
    let source = RecordSearch.last(count, of: file, matching: filter, found: &lines) {
      StandardError.print($0)
    }
    if lines.left > 0 {
      StandardError.print("\(lines.left) of the last \(count) events are too long to be kept")
    }
    return source
  }

  /// Ends as a program that a signal ended, with the terminal's colours as they were.
  private func end(_ signals: SignalPipe) throws -> Never {
    let number = signals.received().first ?? SIGINT
    var state = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    if TerminalEnvironment.isColoured(STDOUT_FILENO), poll(&state, 1, 0) > 0 {
      try? StandardOutput.write(Array("\u{1B}[0m".utf8))
    }
    throw ExitCode(128 + number)
  }
}
