import ArgumentParser
import Basics
import Daemon
import Records
import Terminal

/// The options of every query.
struct QueryOptions: ParsableArguments {
  @OptionGroup(title: "Which records") var filters: FilterOptions

  @Option(
    help: ArgumentHelp(
      "Only records with these words in the message or a field, the last one as a prefix. Uses an index.",
      valueName: "words"
    )
  )
  var search: String?

  @OptionGroup(title: "Where") var store: StorePathOptions

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("The most results to print.", valueName: "count")
  )
  var limit = 20

  @Flag(help: "Prints one JSON object a line.") var json = false
  @Flag(help: "Prints comma-separated values (RFC 4180).") var csv = false

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

  func ask<Answer>(
    _ page: OffsetOption? = nil,
    _ question: (any RecordQuerying, StoreQuery) throws -> Answer
  ) throws -> Answer {
    let filter = try filters.filter(now: .now)
    let query = StoreQuery(filter, words: search, limit: limit, offset: page?.offset ?? 0)
    return try store.ask { try question($0, query) }
  }

  /// Prints an answer in the chosen format.
  func write<Row>(_ rows: [Row], columns: [ResultTable<Row>.Column]) throws {
    let table = ResultTable(columns: columns, rows: rows)
    if json { return try QueryOutput.write(table.json, isJSON: true) }
    if csv { return try QueryOutput.write(table.csv, isJSON: false) }
    guard !rows.isEmpty else { return StandardError.print("nothing matches") }
    try QueryOutput.write(
      table.table(width: QueryOutput.columns, isColoured: TerminalEnvironment.isColoured(1))
    )
  }

  /// Reads the span of time of an option.
  static func seconds(_ text: String, _ option: String, example: String) throws -> Int64 {
    guard let seconds = Amount.seconds(text), seconds <= 86_400 * 365 else {
      throw ValidationError(
        "\(option) \(text): expected a span of time of at most 1y, as in \(option) \(example)"
      )
    }
    return seconds
  }
}

/// The option of queries that are paged by rank.
struct OffsetOption: ParsableArguments {
  private static let most = 1_000_000

  @Option(help: ArgumentHelp("Skips this many results.", valueName: "count")) var offset = 0

  func validate() throws {
    guard 0...Self.most ~= offset else {
      throw ValidationError("--offset \(offset): expected a number from 0 to \(Self.most), as in --offset 20")
    }
  }
}
