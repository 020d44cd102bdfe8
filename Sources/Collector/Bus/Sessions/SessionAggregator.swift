import Addresses
import Basics
import DecoyEvents
import Records

/// Collects the commands of sessions from written records, compared by their own timestamps.
struct SessionAggregator: Sendable {
  static let commandType = "command"
  static let endType = "session_recorded"

  private var memory: CommandMemory

  /// - Parameter lifetime: how long a command counts before the newest record of its address; seconds.
  init(lifetime: Int64, limits: CommandMemory.Limits = CommandMemory.Limits()) {
    memory = CommandMemory(lifetime: lifetime, limits: limits)
  }

  var evicted: Int { memory.evicted }

  /// Takes the next record, which arrived at `arrival` seconds of a monotonic clock.
  ///
  /// - Returns: the session that it ends. Call ``payload(of:limit:)`` for it before the next record.
  mutating func add(_ record: EventRecord, at arrival: Int64) -> EndedSession? {
    guard let key = IPAddress(record.attackerIP)?.unmapped, let stamp = RecordStamp(record.timestamp) else {
      return nil
    }
    switch record.eventType {
    case Self.commandType:
      let command = CommandMemory.Command(
        json: Self.members(of: ShellCommand(record), in: record, at: stamp),
        stamp: stamp.seconds,
        arrival: arrival
      )
      memory.remember(command, of: key)
      return nil
    case Self.endType:
      memory.note(stamp.seconds, of: key)
      return EndedSession(record, from: key, at: stamp)
    default: return nil
    }
  }

  /// The event payload of a session, of at most `limit` bytes without the path of the transcript.
  func payload(of session: EndedSession, limit: Int) -> SessionPayload {
    let start = session.start
    var commands: [(place: Int, json: [UInt8])] = []
    var place = 0
    memory.forEach(of: session.key) { command in
      if command.stamp >= start { commands.append((place, command.json)) }
      place += 1
    }
    return SessionPayload(session, commands, of: place, limit: limit)
  }

  /// A command's JSON members after its id, and the end of its object.
  private static func members(
    of command: ShellCommand,
    in record: EventRecord,
    at stamp: RecordStamp
  ) -> [UInt8] {
    let members =
      [
        ("command_text", command.text), ("ts", stamp.iso), ("decky", record.decky),
        ("service", record.service),
      ] + command.context
    var json: [UInt8] = []
    json.reserveCapacity(command.text.utf8.count + 256)
    for (name, value) in members { json += #","\#(name)":"\#(JSONString.escaped(value))""#.utf8 }
    json.append(UInt8(ascii: "}"))
    return json
  }
}

extension WrittenRecords {
  private static let unknown = Array("\"Unknown\"".utf8)
  private static let types = [SessionAggregator.commandType, SessionAggregator.endType].map {
    Array("\"\($0)\"".utf8)
  }

  /// The records that sessions are made of: commands and ends of sessions with a known attacker. Most batches have
  /// none, so only the heads of records are parsed.
  var ofSessions: WrittenRecords {
    var selected = WrittenRecords(bytes: [], count: 0, isBehind: isBehind)
    forEach { record in
      guard let head = RecordHead(record), Self.types.contains(where: head.eventType.elementsEqual),
        !head.attackerIP.elementsEqual(Self.unknown)
      else { return }
      selected.bytes += record
      selected.bytes.append(UInt8(ascii: "\n"))
      selected.count += 1
    }
    return selected
  }
}
