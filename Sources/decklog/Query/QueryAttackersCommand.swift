import ArgumentParser
import Records
import Terminal

struct QueryAttackersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attackers",
    abstract: "Lists attackers, those with the most events first.",
    discussion: """
      BY HEADER is how many of the events have the address from something that a client can set, such as \
      X-Forwarded-For: it proves nothing.
      """
  )

  @OptionGroup var options: QueryOptions
  @OptionGroup var page: OffsetOption

  func run() throws {
    try options.write(
      try options.ask(page) { try $0.attackers($1) },
      columns: [
        .text("address", "ATTACKER", .init(.red), \.address), .number("events", "EVENTS", \.events),
        .number("deckies", "DECKIES", \.deckies), .number("services", "SERVICES", \.services),
        .number("credentials", "CREDENTIALS", \.credentials),
        .number("header_events", "BY HEADER", \.fromClients), .time("first", "FIRST", \.first),
        .time("last", "LAST", \.last),
      ]
    )
  }
}
