import Basics

/// The payload of an ended session's event, but for the path of its transcript, which comes later.
struct SessionPayload: Sendable {
  /// What is looked for before it can be published; `nil` for nothing.
  let transcript: TranscriptKey?
  /// Commands of the session that there was no room for.
  let leftOut: Int
  /// Commands of the address that were looked at for it.
  let examined: Int
  /// The JSON object up to that path.
  private let head: [UInt8]

  /// Bytes, without the path.
  var size: Int { head.count }

  /// - Parameters:
  ///   - commands: those of the session, the oldest first: each one's place among all of its address, and its members
  ///     but for the id.
  ///   - examined: how many all of its address are.
  ///   - limit: the most bytes, without the path; of more commands, the newest are kept.
  init(_ session: EndedSession, _ commands: [(place: Int, json: [UInt8])], of examined: Int, limit: Int) {
    self.examined = examined
    transcript = session.transcript
    var head = Array(Self.opening(of: session).utf8)
    let prefix = Array(#"{"id":"\#(JSONString.escaped(session.commandPrefix))#"#.utf8)
    var first = commands.endIndex
    var size = head.count + Self.closing.utf8.count
    while first > commands.startIndex {
      let command = commands[first - 1]
      // And a quote and a comma.
      size += prefix.count + "\(command.place)".utf8.count + command.json.count + 2
      guard size <= limit else { break }
      first -= 1
    }
    leftOut = first
    for command in commands[first...] {
      if head.last == UInt8(ascii: "}") { head.append(UInt8(ascii: ",")) }
      head += prefix
      head += "\(command.place)\"".utf8
      head += command.json
    }
    head += Self.closing.utf8
    self.head = head
  }

  /// The whole payload.
  ///
  /// - Parameter path: of the transcript.
  func json(path: String?) -> [UInt8] {
    head + (path.map { "\"\(JSONString.escaped($0))\"}" } ?? "null}").utf8
  }

  private static let closing = #"],"shard_path":"#

  private static func opening(of session: EndedSession) -> String {
    func quoted(_ text: String) -> String { "\"\(JSONString.escaped(text))\"" }
    return #"{"session_id":\#(session.id.map(quoted) ?? "null"),"attacker_uuid":null"#
      + #","attacker_ip":\#(quoted(session.address)),"decky_id":\#(quoted(session.decky))"#
      + #","service":\#(quoted(session.service)),"ended_at":"\#(session.end.iso)""#
      + #","duration_s":\#(session.duration),"commands":["#
  }
}
