import ArgumentParser
import Basics
import Records
import Store
import Terminal

/// What all questions to the store have in common.
struct QueryOptions: ParsableArguments {
  @OptionGroup(title: "Which records")
  var filters: FilterOptions

  @Option(
    help: ArgumentHelp(
      "With these words in the message or a field's value, the last one as a beginning; found by an index.",
      valueName: "words"
    )
  )
  var search: String?

  @OptionGroup(title: "Where")
  var store: StorePathOptions

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("At most so many results.", valueName: "count")
  )
  var limit = 20

  @Flag(help: "One JSON object a line.")
  var json = false

  @Flag(help: "Comma-separated values (RFC 4180).")
  var csv = false

  func validate() throws {
    guard 1...StoreQuery.mostResults ~= limit else {
      throw ValidationError(
        "--limit \(limit): expected a number from 1 to \(StoreQuery.mostResults), as in --limit 100"
      )
    }
    guard !(json && csv) else { throw ValidationError("expected --json or --csv, not both") }
    if let search, search.allSatisfy(\.isWhitespace) {
      throw ValidationError("--search: expected words, as in --search 'wget http'")
    }
  }

  /// The question.
  func query(offset: Int = 0) throws(ValidationError) -> StoreQuery {
    StoreQuery(try filters.filter(now: .now), words: search, limit: limit, offset: offset)
  }

  /// Writes an answer as it is wanted.
  func write(_ table: ResultTable) throws {
    if json { return try QueryOutput.write(table.json, isJSON: true) }
    if csv { return try QueryOutput.write(table.csv, isJSON: false) }
    guard !table.rows.isEmpty else { return StandardError.print("nothing matches") }
    try QueryOutput.write(
      table.table(width: QueryOutput.columns, isColoured: TerminalEnvironment.isColoured(1))
    )
  }
}
