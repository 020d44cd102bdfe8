import ArgumentParser
import Store
import Terminal

/// `decklog query credentials`.
struct QueryCredentialsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "credentials",
    abstract: "Which user names and passwords were tried: the most frequent first."
  )

  @OptionGroup
  var options: QueryOptions

  @OptionGroup
  var page: OffsetOption

  func run() throws {
    let query = try options.query(offset: page.offset)
    let credentials = try options.store.ask { store throws(StoreError) in try store.credentials(query) }
    try options.write(
      ResultTable(
        columns: [
          .text("username", "USER NAME", .bold), .text("password", "PASSWORD", .bold),
          .number("attempts", "ATTEMPTS"), .number("attackers", "ATTACKERS"), .text("first", "FIRST"),
          .text("last", "LAST"),
        ],
        rows: credentials.map {
          [
            .text($0.username), .text($0.password), .number($0.attempts), .number($0.attackers),
            .time($0.first),
            .time($0.last),
          ]
        }
      )
    )
  }
}
