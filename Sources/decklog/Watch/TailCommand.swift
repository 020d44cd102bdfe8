import ArgumentParser
import Basics
import EventViews
import Glibc
import Records
import RotatedFiles
import ServiceBus
import Terminal

struct TailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail",
    abstract: "Shows events as they are recorded, one line each.",
    discussion: """
      decklog tail --service ssh --attacker 203.0.113.0/24
      decklog tail -n 100 --no-follow --json | jq .
      decklog tail --bus

      On a terminal, lines are coloured and cut to its width; elsewhere nothing is cut. Continues through rotations. \
      Ends with Ctrl-C, or when nobody reads its output any longer.
      """
  )

  private static let counts = 0...1_000_000
  private static let defaultCount = 10
  /// The pause at the end of the file.
  private static let pause = Duration.milliseconds(200)

  @OptionGroup var log: LogFileOptions
  @OptionGroup var filters: FilterOptions
  @Option(
    name: [.customShort("n"), .customLong("lines")],
    help: ArgumentHelp(
      "Begin with the last so many events that match. [10; with --since all]",
      valueName: "count"
    )
  )
  var count: Int?
  @Flag(help: "The records as they are in their file, one JSON object a line.") var json = false
  @Flag(inversion: .prefixedNo, help: "Wait for more at the end.") var follow = true
  @Flag(help: "Listen on the framework's bus instead, where events have no fields and no message.") var bus =
    false
  @OptionGroup(title: "The bus") var busOptions: BusOptions

  func validate() throws {
    guard !bus || (count == nil && follow) else {
      throw ValidationError("--bus: the bus has no earlier events; leave out -n and --no-follow")
    }
    if let count, !Self.counts.contains(count) {
      throw ValidationError(
        "-n \(count): expected a number from 0 to \(Self.counts.upperBound), as in -n 100"
      )
    }
  }

  func run() async throws {
    let filter = try filters.filter(now: .now)
    let printer = EventLines(filter: filter, isJSON: json)
    if bus { try await tail(try busOptions.client(), printer) } else { try tail(filter, printer) }
  }

  /// Prints the bus' events, which are the heads of records, until the reader is gone.
  private func tail(_ client: BusClient, _ printer: EventLines) async throws {
    // A write notices a closed pipe.
    signal(SIGPIPE, SIG_IGN)
    let events = client.events(try TopicPattern("system.log"))
    let failure = await withTaskGroup { group -> FileError? in
      group.addTask { await client.run() }
      defer { group.cancelAll() }
      var printer = printer
      for await event in events {
        do throws(StandardOutput.Stop) {
          // Between the parts of JSON, and only there, may be line ends (RFC 8259, section 7).
          let line = event.payload.map { $0 < 0x20 ? UInt8(ascii: " ") : $0 } + [UInt8(ascii: "\n")]
          try printer.print(RecordBatch(lines: line))
        } catch {
          guard case .failed(let error) = error else { return nil }
          return error
        }
      }
      return nil
    }
    client.reportUnread()
    if let failure { throw failure.reported() }
  }

  private func tail(_ filter: RecordFilter, _ printer: EventLines) throws {
    let file = try log.readableRecordFile(mayBeMissing: follow)
    // This may take long: signals still end the process.
    var lines = LastLines(max(1, count ?? Self.defaultCount))
    let source = first(file, filter, &lines)
    // A write notices a closed pipe.
    signal(SIGPIPE, SIG_IGN)
    let signals = try SignalPipe([SIGINT, SIGTERM, SIGHUP])
    do throws(StandardOutput.Stop) {
      try show(lines, source, printer, signals)
    } catch {
      switch error {
      case .closed: return
      case .interrupted: try end(signals)
      case .failed(let error): throw error.reported()
      }
    }
  }

  private func show(
    _ lines: LastLines,
    _ source: consuming FileRecordSource,
    _ printer: consuming EventLines,
    _ signals: SignalPipe
  ) throws(StandardOutput.Stop) {
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

  /// Finds the earlier events to show, and where to continue.
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

  /// Ends with the status of the signal, and with the terminal's colours reset.
  private func end(_ signals: SignalPipe) throws -> Never {
    let number = signals.received().first ?? SIGINT
    var state = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    if TerminalEnvironment.isColoured(STDOUT_FILENO), poll(&state, 1, 0) > 0 {
      try? StandardOutput.write(Array("\u{1B}[0m".utf8))
    }
    throw ExitCode(128 + number)
  }
}
