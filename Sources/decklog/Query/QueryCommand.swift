import ArgumentParser

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Answers questions about the stored records.",
    discussion: """
      decklog query attackers --since 24h
      decklog query credentials --service ssh --limit 50 --csv
      decklog query events --attacker 203.0.113.0/24 --search 'wget http'
      decklog query sessions --decky web-01 --since yesterday --json | jq .

      Reads the store that decklog collect --store PATH keeps.
      """,
    subcommands: [
      QueryAttackersCommand.self, QueryCredentialsCommand.self, QueryEventsCommand.self,
      QuerySessionsCommand.self, QueryTimelineCommand.self,
    ]
  )
}
