import ArgumentParser
import Daemon
import Records
import Terminal

struct QuerySessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions",
    abstract: "Lists sessions, the latest to end first.",
    discussion: """
      A session is what the honeypot calls one, or else what one attacker does on one decky without a pause longer \
      than --gap. Events without an address belong to the attacker of the honeypot's session.
      """
  )

  @OptionGroup var options: QueryOptions
  @OptionGroup var page: OffsetOption

  @Option(help: ArgumentHelp("The longest pause within a session, as in 90s, 15m, 1h.", valueName: "time"))
  var gap = "15m"

  func validate() throws { _ = try QueryOptions.seconds(gap, "--gap", example: "15m") }

  func run() throws {
    let gap = Duration.seconds(try QueryOptions.seconds(gap, "--gap", example: "15m"))
    try options.write(
      try options.ask(page) { try $0.sessions($1, gap: gap) },
      columns: [
        .text("attacker", "ATTACKER", .init(.red), \.attacker),
        .text("decky", "DECKY", .init(.cyan), \.decky),
        .time("start", "START", \.start), .time("end", "END", \.end), .number("events", "EVENTS", \.events),
        .number("credentials", "CREDENTIALS", \.credentials),
        .list("services", "SERVICES", .init(.yellow), \.services),
        .list("event_types", "EVENT TYPES", .plain, \.eventTypes),
        .text("session", "SESSION", .plain, \.session),
      ]
    )
  }
}
