import ArgumentParser
import Basics
import EventViews
import Evidence
import Glibc
import Records
import Terminal

/// `decklog top`: who attacks what, now.
struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Shows who attacks what, as it happens.",
    discussion: """
      A view of the last 15 minutes (--window) that fills the terminal: ? explains the keys, q ends it. Where the output \
      is no terminal, or with --once, it is printed once.
      """
  )

  @OptionGroup
  var log: LogFileOptions

  @OptionGroup
  var filters: FilterOptions

  @Option(
    help: ArgumentHelp("What is counted: the last 90s, 15m, 12h, 7d; a minute to a week.", valueName: "time")
  )
  var window = "15m"

  @Flag(help: "Print what is there, and end.")
  var once = false

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
    let start = RecordSearch.start(of: file, since: model.windowStart)
    let source = FileRecordSource(file, from: start)
    if isView {
      do {
        let numbers = LedgerNumbers(ledger)
        var loop = try TopLoop(source: source, model: model, filter: filter, numbers: numbers)
        loop.run()
      } catch {
        StandardError.print("\(error)")
        throw ExitCode(EX_UNAVAILABLE)
      }
    } else {
      try report(source, model, filter)
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
    let text = TopReport.lines(model).map { $0.encoded(isColoured: isColoured) + "\n" }.joined()
    signal(SIGPIPE, SIG_IGN)
    do {
      try StandardOutput.write(Array(text.utf8))
    } catch StandardOutput.Stop.failed(let error) {
      StandardError.print(error.description)
      throw ExitCode(EX_IOERR)
    } catch {
      // Who closed the output has what they wanted.
    }
  }
}
