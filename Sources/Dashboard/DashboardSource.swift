/// Where the dashboard's rows come from.
///
/// At most ``DashboardLimits/concurrentQueries`` calls run at a time. One that takes longer than
/// ``DashboardLimits/queryTime`` is cancelled and answered with 503; until it ends, it takes one of these places. What is
/// thrown is told to the browser as "the query failed", and logged.
public protocol DashboardSource: Sendable {
  /// What has happened, summed up.
  ///
  /// - Parameters:
  ///   - since: nanoseconds since 1970; `nil` is everything.
  ///   - top: the most rows of each ranking.
  func overview(since: Int64?, top: Int) async throws -> Overview

  /// What one attacker has done; `nil` where nothing is known of the address.
  ///
  /// - Parameters:
  ///   - address: in any spelling.
  ///   - since: nanoseconds since 1970; `nil` is everything.
  func attacker(_ address: String, since: Int64?) async throws -> AttackerDetail?

  /// Events, the newest first.
  func events(_ query: EventQuery) async throws -> EventPage

  /// How the collector is doing.
  func status() async throws -> DashboardStatus
}
