import ArgumentParser
import EventViews
import Records
import Terminal

struct QueryEventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "Lists events, the newest first.",
    discussion: "--json prints the records as they are in their file."
  )

  @OptionGroup var options: QueryOptions
  @Flag(help: "Lists the oldest first.") var oldestFirst = false

  @Option(help: ArgumentHelp("Continues behind the page that printed this cursor.", valueName: "cursor"))
  var after: String?

  func validate() throws { _ = try cursor }

  private var cursor: EventCursor? {
    get throws {
      guard let after else { return nil }
      guard let cursor = EventCursor(after) else {
        throw ValidationError(
          "--after \(after): expected the cursor that a page printed, as in --after 18ff3c00a1b2c3d4-2a"
        )
      }
      return cursor
    }
  }

  func run() throws {
    let cursor = try cursor
    let page = try options.ask { store, query in
      try store.events(query, isOldestFirst: oldestFirst, after: cursor, bytes: EventPage.mostBytes)
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
