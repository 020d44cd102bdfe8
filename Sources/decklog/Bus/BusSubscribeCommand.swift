import ArgumentParser
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
        guard Self.write(event.line) else { break }
      }
      group.cancelAll()
    }
    if client.counters.unread > 0 {
      StandardError.print("\(client.counters.unread) events came faster than they could be printed")
    }
  }

  private static func write(_ line: [UInt8]) -> Bool {
    line.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count, let base = bytes.baseAddress {
        let count = Glibc.write(STDOUT_FILENO, base + written, bytes.count - written)
        guard count >= 0 || errno == EINTR else { return false }
        written += max(count, 0)
      }
      return true
    }
  }
}
