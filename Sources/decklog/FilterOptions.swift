import ArgumentParser
import Basics
import Records

/// Which records a command selects: a record must match one value of each given option.
struct FilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Of this fake machine; repeatable.", valueName: "name"))
  var decky: [String] = []
  @Option(help: ArgumentHelp("Of this fake service; repeatable.", valueName: "name"))
  var service: [String] = []
  @Option(help: ArgumentHelp("Of this event type; repeatable.", valueName: "type"))
  var event: [String] = []
  @Option(
    help: ArgumentHelp("Of this session, by the name that the honeypot gave it; repeatable.", valueName: "id")
  )
  var session: [String] = []
  @Option(help: ArgumentHelp("Of this network protocol; repeatable.", valueName: "name"))
  var `protocol`: [String] = []
  @Option(
    help: ArgumentHelp(
      "From this address, in any spelling, or network: 203.0.113.9, 203.0.113.0/24, fe80::1%eth0; repeatable.",
      valueName: "address"
    )
  )
  var attacker: [String] = []
  @Option(
    help: ArgumentHelp("From then on: 15m, 12h, 7d ago; 2026-11-24; 2026-11-24T22:30:00Z.", valueName: "time")
  )
  var since: String?
  @Option(help: ArgumentHelp("Before then; as --since.", valueName: "time")) var until: String?
  @Option(help: ArgumentHelp("With this text in the line, the message or a field.", valueName: "text"))
  var grep: String?

  func validate() throws { _ = try filter(now: .now) }

  /// - Parameter now: the time that spans such as `15m` are counted from.
  /// - Throws: what is expected in place of an invalid value.
  func filter(now: RecordTime) throws(ValidationError) -> RecordFilter {
    var filter = RecordFilter()
    filter.deckies = try Self.names(decky, "--decky", "web-01")
    filter.services = try Self.names(service, "--service", "ssh")
    filter.events = try Self.names(event, "--event", "login_attempt")
    filter.sessions = try Self.names(session, "--session", "5f3a0c11d2e4")
    filter.protocols = try Self.names(`protocol`, "--protocol", "ssh")
    for text in attacker {
      guard let range = AddressRange(text) else {
        throw ValidationError(
          "--attacker \(text): expected an address (203.0.113.9) or a network (203.0.113.0/24)"
        )
      }
      filter.attackers.append(range)
    }
    filter.since = try Self.time(since, "--since", now)
    filter.until = try Self.time(until, "--until", now)
    if let first = filter.since, let end = filter.until, first >= end {
      throw ValidationError(
        "--until \(until ?? ""): expected a time after --since, as in --since 2h --until 1h"
      )
    }
    if grep?.isEmpty == true { throw ValidationError("--grep: expected text, as in --grep 'wget http'") }
    filter.text = grep
    return filter
  }

  private static func names(_ names: [String], _ option: String, _ example: String) throws(ValidationError)
    -> [String]
  {
    guard !names.contains("") else {
      throw ValidationError("\(option): expected a name, as in \(option) \(example)")
    }
    return names
  }

  private static func time(_ text: String?, _ option: String, _ now: RecordTime) throws(ValidationError)
    -> RecordTime?
  {
    guard let text else { return nil }
    guard let time = TimeExpression.read(text, now: now) else {
      throw ValidationError("\(option) \(text): \(TimeExpression.expected)")
    }
    return time
  }
}

extension RecordTime {
  /// The system's clock.
  static var now: RecordTime { RecordTime(nanoseconds: WallClock.now) }
}
