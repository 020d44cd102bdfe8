import ArgumentParser
import Daemon
import Store
import Terminal

/// `decklog query timeline`.
struct QueryTimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline",
    abstract: "How many events there were, and when."
  )

  private static let barWidth = 40

  @OptionGroup
  var options: QueryOptions

  @Option(
    help: ArgumentHelp(
      "How long each step is: 1m, 1h, 1d. [so that sixty at most tell all]",
      valueName: "time"
    )
  )
  var step: String?

  func validate() throws { _ = try seconds }

  private var seconds: Int? {
    get throws {
      guard let step else { return nil }
      guard let seconds = Amount.seconds(step), seconds <= 86_400 * 365 else {
        throw ValidationError("--step \(step): expected a span of time of at most 1y, as in --step 1h")
      }
      return Int(seconds)
    }
  }

  func run() throws {
    let query = try options.query()
    let width = try seconds
    let timeline = try options.store.ask { store throws(StoreError) in try store.timeline(query, width: width)
    }
    let most = timeline.buckets.map(\.events).max() ?? 0
    let isTable = !options.json && !options.csv
    try options.write(
      ResultTable(
        columns: [.text("start", "FROM"), .number("events", "EVENTS"), .number("attackers", "ATTACKERS")]
          + (isTable ? [.text("bar", "", .init(.cyan))] : []),
        rows: timeline.buckets.map { bucket in
          let row: [ResultValue] = [.time(bucket.start), .number(bucket.events), .number(bucket.attackers)]
          return isTable ? row + [.text(Self.bar(bucket.events, of: most))] : row
        }
      )
    )
  }

  /// What is not nothing has one sign at least.
  private static func bar(_ events: Int, of most: Int) -> String {
    guard events > 0 else { return "" }
    return String(repeating: "#", count: max(1, events * barWidth / max(1, most)))
  }
}
