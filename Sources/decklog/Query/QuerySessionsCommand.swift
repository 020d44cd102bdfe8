import ArgumentParser
import Daemon
import Store
import Terminal

/// `decklog query sessions`.
struct QuerySessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions",
    abstract: "Who was on which fake machine, and for how long: those that ended last first.",
    discussion: "A session is what one attacker does on one fake machine without a pause longer than --gap."
  )

  @OptionGroup
  var options: QueryOptions

  @OptionGroup
  var page: OffsetOption

  @Option(help: ArgumentHelp("The longest pause within a session: 90s, 15m, 1h.", valueName: "time"))
  var gap = "15m"

  func validate() throws { _ = try seconds }

  private var seconds: Int64 {
    get throws {
      guard let seconds = Amount.seconds(gap), seconds <= 86_400 * 365 else {
        throw ValidationError("--gap \(gap): expected a span of time of at most 1y, as in --gap 15m")
      }
      return seconds
    }
  }

  func run() throws {
    let query = try options.query(offset: page.offset)
    let gap = Duration.seconds(try seconds)
    let sessions = try options.store.ask { store throws(StoreError) in try store.sessions(query, gap: gap) }
    try options.write(
      ResultTable(
        columns: [
          .text("attacker", "ATTACKER", .init(.red)), .text("decky", "DECKY", .init(.cyan)),
          .text("start", "START"), .text("end", "END"), .number("events", "EVENTS"),
          .number("credentials", "CREDENTIALS"), .text("services", "SERVICES", .init(.yellow)),
          .text("event_types", "EVENT TYPES"),
        ],
        rows: sessions.map {
          [
            .text($0.attacker), .text($0.decky), .time($0.start), .time($0.end), .number($0.events),
            .number($0.credentials), .list($0.services), .list($0.eventTypes),
          ]
        }
      )
    )
  }
}
