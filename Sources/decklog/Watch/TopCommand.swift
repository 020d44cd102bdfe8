import ArgumentParser
import Basics
import Daemon
import EventViews
import Evidence
import Glibc
import Records
import Terminal

struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Shows who attacks what, as it happens.",
    discussion: """
      A view of the last 15 minutes (--window) that fills the terminal: ? explains the keys, q quits. With --once, or if \
      the output is no terminal, it is printed once.
      """
  )

  @OptionGroup var log: LogFileOptions
  @OptionGroup var filters: FilterOptions
  @Option(help: ArgumentHelp("The time to count: 90s, 15m, 12h, 7d; a minute to a week.", valueName: "time"))
  var window = "15m"
  @Flag(help: "Print the view once, and exit.") var once = false

  func validate() throws { _ = try seconds() }

  /// The window, in seconds.
  private func seconds() throws(ValidationError) -> Int {
    guard let seconds = Amount.seconds(window).map(Int.init), TopModel.windows.contains(seconds)
    else { throw ValidationError("--window \(window): expected a time from 60s to 7d, as in --window 1h") }
    return seconds
  }

  func run() throws {
    let now = RecordTime.now
    let filter = try filters.filter(now: now)
    let isTerminal = TerminalEnvironment.isTerminal(STDOUT_FILENO)
    let isView =
      !once && isTerminal && ColourChoice.isCapable(terminal: TerminalEnvironment.value("TERM") ?? "")
    let file = try log.readableRecordFile(mayBeMissing: isView)
    let ledger = try log.journal().ledgerFile
    let model = TopModel(window: try seconds(), now: now)
    let source = FileRecordSource(file, from: RecordSearch.start(of: file, since: model.windowStart))
    guard isView else { return try report(source, model, filter) }
    do {
      var loop = try TopLoop(source: source, model: model, filter: filter, numbers: LedgerNumbers(ledger))
      loop.run()
    } catch {
      StandardError.print("\(error)")
      throw ExitCode(EX_UNAVAILABLE)
    }
  }

  private func report(_ source: consuming FileRecordSource, _ model: TopModel, _ filter: RecordFilter) throws
  {
    var model = model
    while let batch = source.next() {
      for note in batch.notes { StandardError.print(note) }
      model.add(batch, matching: filter)
    }
    model.advance(to: .now)
    let isColoured = TerminalEnvironment.isColoured(STDOUT_FILENO)
    signal(SIGPIPE, SIG_IGN)
    try QueryOutput.write(TopReport.lines(model).map { $0.encoded(isColoured: isColoured) + "\n" }.joined())
  }
}
