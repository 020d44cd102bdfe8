import ArgumentParser

/// `decklog query`: questions about what is stored.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Asks about what was recorded.",
    discussion: """
      decklog query attackers --since 24h
      decklog query credentials --service ssh --limit 50 --csv
      decklog query events --attacker 203.0.113.0/24 --search 'wget http'
      decklog query sessions --decky web-01 --since yesterday --json | jq .

      The store is what decklog collect --store PATH keeps.
      """,
    subcommands: [
      QueryAttackersCommand.self, QueryCredentialsCommand.self, QueryEventsCommand.self,
      QuerySessionsCommand.self,
      QueryTimelineCommand.self,
    ]
  )
}
