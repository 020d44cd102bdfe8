import ArgumentParser
import Daemon
import Records
import Terminal

struct QueryTimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline",
    abstract: "Shows the number of events over time."
  )

  private static let barWidth = 40

  @OptionGroup var options: QueryOptions

  @Option(
    help: ArgumentHelp("The length of a step, as in 1m, 1h, 1d. [for at most sixty steps]", valueName: "time")
  )
  var step: String?

  func validate() throws { _ = try width }

  private var width: Int? {
    get throws { try step.map { Int(try QueryOptions.seconds($0, "--step", example: "1h")) } }
  }

  func run() throws {
    let width = try width
    let buckets = try options.ask { try $0.timeline($1, width: width) }.buckets
    let most = buckets.map(\.events).max() ?? 0
    let isTable = !options.json && !options.csv
    try options.write(
      buckets,
      columns: [
        .time("start", "FROM", \.start), .number("events", "EVENTS", \.events),
        .number("attackers", "ATTACKERS", \.attackers),
      ] + (isTable ? [.text("bar", "", .init(.cyan)) { Self.bar($0.events, of: most) }] : [])
    )
  }

  /// At least one mark if there are any events.
  private static func bar(_ events: Int, of most: Int) -> String {
    guard events > 0 else { return "" }
    return String(repeating: "#", count: max(1, events * barWidth / max(1, most)))
  }
}
