import ServiceBus

/// The topics of the bus that are a collector's.
enum CollectorTopic {
  /// An event for each record.
  static let log = Topic(literal: "system.log")
  /// An event for each shell session that has ended.
  static let sessionEnded = Topic(literal: "attacker.session.ended")
  /// Where a collector says that it lives.
  static let health = Topic(literal: "system.collector.health")
  /// Where it is told what to do.
  static let control = Topic(literal: "system.collector.control")
}
