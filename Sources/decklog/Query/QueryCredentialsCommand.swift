import ArgumentParser
import Records
import Terminal

struct QueryCredentialsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "credentials",
    abstract: "Lists the user names and passwords tried, the most frequent first."
  )

  @OptionGroup var options: QueryOptions
  @OptionGroup var page: OffsetOption

  func run() throws {
    try options.write(
      try options.ask(page) { try $0.credentials($1) },
      columns: [
        .text("username", "USER NAME", .bold, \.username), .text("password", "PASSWORD", .bold, \.password),
        .number("attempts", "ATTEMPTS", \.attempts), .number("attackers", "ATTACKERS", \.attackers),
        .time("first", "FIRST", \.first), .time("last", "LAST", \.last),
      ]
    )
  }
}
