import ArgumentParser
import Basics
import Glibc
import ServiceBus

/// `decklog bus sub`: events as they come.
struct BusSubscribeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sub",
    abstract: "Prints events as they come, one JSON envelope a line.",
    discussion: "decklog bus sub 'system.>' | jq .payload"
  )

  @Argument(help: "Which topics, such as system.log or 'system.>'.")
  var pattern: String

  @Option(name: .customShort("n"), help: "End after so many events.")
  var count: Int?

  @OptionGroup
  var options: BusOptions

  func run() async throws {
    let pattern: TopicPattern
    let client: BusClient
    do {
      pattern = try TopicPattern(self.pattern)
      client = try options.client()
    } catch let error as BusError {
      StandardError.print(error.message)
      throw ExitCode(EX_USAGE)
    }
    let events = client.events(pattern)
    await withTaskGroup { group in
      group.addTask { await client.run() }
      var rest = count ?? .max
      var iterator = events.makeAsyncIterator()
      while rest > 0, let event = await iterator.next() {
        rest -= 1
        // A reader that has gone ends the process by SIGPIPE.
        do { try StandardOutput.write(event.line) } catch { break }
      }
      group.cancelAll()
    }
    if client.counters.unread > 0 {
      StandardError.print("\(client.counters.unread) events came faster than they could be printed")
    }
  }
}
