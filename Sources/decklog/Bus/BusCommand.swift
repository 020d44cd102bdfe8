import ArgumentParser

/// `decklog bus`: the framework's service bus.
struct BusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bus",
    abstract: "Serves the service bus, and speaks with it.",
    discussion: """
      Topics are tokens with dots between them, such as system.log. In a pattern * stands for any one token, and > at \
      its end for one or more. Delivery is at most once.
      """,
    subcommands: [BusServeCommand.self, BusPublishCommand.self, BusSubscribeCommand.self]
  )
}
