import ArgumentParser
import EventViews
import Records
import Store
import Terminal

/// `decklog query events`.
struct QueryEventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "The events themselves: the newest first.",
    discussion: "With --json the records as they stand in their file."
  )

  @OptionGroup
  var options: QueryOptions

  @Flag(help: "The oldest first.")
  var oldestFirst = false

  @Option(help: ArgumentHelp("The next page: what the page before has told.", valueName: "cursor"))
  var after: String?

  func validate() throws { _ = try cursor }

  private var cursor: EventCursor? {
    get throws {
      guard let after else { return nil }
      guard let cursor = EventCursor(after) else {
        throw ValidationError(
          "--after \(after): expected what the page before has told, as in --after 18ff3c00a1b2c3d4-2a"
        )
      }
      return cursor
    }
  }

  func run() throws {
    let query = try options.query()
    let cursor = try cursor
    let page = try options.store.ask { store throws(StoreError) in
      try store.events(query, isOldestFirst: oldestFirst, after: cursor)
    }
    if options.json {
      try QueryOutput.write(page.events.map { $0.json + "\n" }.joined(), isJSON: true)
    } else if options.csv {
      let rows = [CSVText.row(CSVText.columns)] + page.events.map { CSVText.row($0.record) }
      try QueryOutput.write(rows.map { $0 + "\r\n" }.joined(), isJSON: false)
    } else if page.events.isEmpty {
      StandardError.print("nothing matches")
    } else {
      let formatter = EventFormatter(columns: QueryOutput.columns, showsDate: true)
      let isColoured = TerminalEnvironment.isColoured(1)
      try QueryOutput.write(
        page.events.map { formatter.line($0.record).encoded(isColoured: isColoured) + "\n" }.joined()
      )
    }
    if let next = page.next { StandardError.print("more: --after \(next)") }
  }
}
