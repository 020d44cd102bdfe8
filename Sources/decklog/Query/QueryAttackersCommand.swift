import ArgumentParser
import Store
import Terminal

/// `decklog query attackers`.
struct QueryAttackersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attackers",
    abstract: "Who attacked: those with the most events first."
  )

  @OptionGroup
  var options: QueryOptions

  @OptionGroup
  var page: OffsetOption

  func run() throws {
    let query = try options.query(offset: page.offset)
    let attackers = try options.store.ask { store throws(StoreError) in try store.attackers(query) }
    try options.write(
      ResultTable(
        columns: [
          .text("address", "ATTACKER", .init(.red)), .number("events", "EVENTS"),
          .number("deckies", "DECKIES"),
          .number("services", "SERVICES"), .number("credentials", "CREDENTIALS"), .text("first", "FIRST"),
          .text("last", "LAST"),
        ],
        rows: attackers.map {
          [
            .text($0.address), .number($0.events), .number($0.deckies), .number($0.services),
            .number($0.credentials), .time($0.first), .time($0.last),
          ]
        }
      )
    )
  }
}
