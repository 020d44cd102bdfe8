import Logging
import ServiceLifecycle
import Store
import UnixSignals

/// Keeps a store up to date until it is killed: `StoreFeedProcess STORE FILE`.
@main
struct StoreFeedProcess {
  static func main() async throws {
    let logger = Logger(label: "feed")
    let store = try RecordStore(CommandLine.arguments[1])
    let feed = StoreFeed(store, file: CommandLine.arguments[2], logger: logger)
    let configuration = ServiceGroupConfiguration(
      services: [.init(service: feed)],
      gracefulShutdownSignals: [.sigterm],
      logger: logger
    )
    try await ServiceGroup(configuration: configuration).run()
  }
}
