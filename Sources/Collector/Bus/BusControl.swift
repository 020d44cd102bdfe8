public import Logging
public import ServiceBus
public import ServiceLifecycle

/// Waits until somebody on the bus wants the collector to stop.
public struct BusControl: Service {
  private let client: BusClient
  private let logger: Logger

  /// - Parameter client: somebody else runs it.
  public init(_ client: BusClient, logger: Logger) {
    self.client = client
    self.logger = logger
  }

  /// Returns when the collector is to stop. Whatever else is said on the topic is ignored.
  public func run() async {
    for await event in client.events(TopicPattern(CollectorTopic.control)).cancelOnGracefulShutdown() {
      guard let request = StopRequest(event.payload) else { continue }
      logger.notice("\(request.requester) asks over the bus to stop")
      return
    }
  }
}
