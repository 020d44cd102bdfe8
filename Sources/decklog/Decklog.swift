import ArgumentParser
import Daemon

@main
struct Decklog: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decklog",
    abstract: "Collects what honeypot containers print, as evidence and as events.",
    version: Version.description,
    subcommands: [
      CollectCommand.self, TailCommand.self, TopCommand.self, QueryCommand.self, ExportCommand.self,
      ParseCommand.self, FormatsCommand.self, AuditCommand.self, DoctorCommand.self, BusCommand.self,
    ]
  )
}
