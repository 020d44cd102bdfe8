import ServiceBus

/// The topics of the bus that are a collector's.
enum CollectorTopic {
  /// An event for each record.
  static let log = Topic(literal: "system.log")
  /// Where a collector says that it lives.
  static let health = Topic(literal: "system.collector.health")
  /// Where it is told what to do.
  static let control = Topic(literal: "system.collector.control")
}
