import Basics
import Collector
import Logging
import ServiceBus
import ServiceLifecycle
import StatusMetrics

/// The framework's bus, where each record and the end of each shell session is published.
struct BusSink: RecordSink {
  /// Nobody but the sink runs it.
  let client: BusClient
  private let publisher: BusPublisher
  private let sessions: SessionPublisher

  /// What is wrong with the bus is said, and there is none then.
  init?(_ settings: IntegrationSettings, _ sessions: SessionSettings, _ logger: Logger) {
    switch settings.bus {
    case .off: return nil
    case .unusable(let why):
      StandardError.print(why)
      return nil
    case .socket(let path):
      do {
        let configuration = BusClient.Configuration(settings.environment, path: path, name: "collector")
        client = try BusClient(configuration, logger: logger)
      } catch {
        StandardError.print("\(error.message); there is no bus")
        return nil
      }
    }
    publisher = BusPublisher(client)
    self.sessions = SessionPublisher(client, sessions, logger: logger)
  }

  func offer(_ records: WrittenRecords) {
    publisher.offer(records)
    sessions.offer(records)
  }

  func services(beside collector: CollectorService) -> [any Service] {
    [CollectorBus(client, publisher: publisher, sessions: sessions, accounts: collector.accounts)]
  }

  var metrics: MetricGroup? { CollectorBus.metrics(client, publisher, sessions) }
}
