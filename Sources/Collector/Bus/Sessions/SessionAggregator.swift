import Addresses
import Basics
import Records

/// Puts the commands of a session together, out of records as they are written.
///
/// It has no clock: records are compared by their own timestamps.
struct SessionAggregator: Sendable {
  /// The types of the records that it needs.
  static let commandType = "command"
  static let endType = "session_recorded"

  private var memory: CommandMemory

  /// - Parameter lifetime: how long a command counts before the newest record of its address; seconds.
  init(lifetime: Int64, limits: CommandMemory.Limits = CommandMemory.Limits()) {
    memory = CommandMemory(lifetime: lifetime, limits: limits)
  }

  /// Commands that were forgotten before their time, because there were too many.
  var evicted: Int { memory.evicted }

  /// Takes the next record.
  ///
  /// - Parameter arrival: when it came, by a clock that only goes on; seconds.
  /// - Returns: the session that it ends. Its ``payload(of:limit:)`` is to be asked for before the next record.
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

  /// What is published of a session: costs time in line with the commands that are remembered of its address.
  ///
  /// - Parameter limit: the most bytes, without the path of the transcript.
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

  /// A command's members behind its id, and the end of its object.
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
    for (name, value) in members {
      json += #",""#.utf8
      json += name.utf8
      json += #"":""#.utf8
      json += JSONString.escaped(value).utf8
      json += "\"".utf8
    }
    json.append(UInt8(ascii: "}"))
    return json
  }
}
