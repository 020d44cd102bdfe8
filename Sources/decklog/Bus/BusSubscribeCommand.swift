import ArgumentParser
import ServiceBus

struct BusSubscribeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sub",
    abstract: "Prints events as they come, one JSON envelope a line.",
    discussion: "decklog bus sub 'system.>' | jq .payload"
  )

  @Argument(help: "Which topics, such as system.log or 'system.>'.") var pattern: String
  @Option(name: .customShort("n"), help: "Exit after this many events.") var count: Int?
  @OptionGroup var options: BusOptions

  func run() async throws {
    let (pattern, client) = try options.client(for: TopicPattern(self.pattern))
    let events = client.events(pattern)
    await withTaskGroup { group in
      group.addTask { await client.run() }
      var rest = count ?? .max
      var iterator = events.makeAsyncIterator()
      while rest > 0, let event = await iterator.next() {
        rest -= 1
        // SIGPIPE ends the process when the reader is gone.
        do { try StandardOutput.write(event.line) } catch { break }
      }
      group.cancelAll()
    }
    client.reportUnread()
  }
}

extension BusClient {
  /// Prints how many events were lost because they were not read in time.
  func reportUnread() {
    guard counters.unread > 0 else { return }
    StandardError.print("\(counters.unread) events came faster than they could be printed")
  }
}
