import Basics

/// The event payload of an ended session without the path of its transcript, which is searched for later.
struct SessionPayload: Sendable {
  /// The transcript to search for before publishing, if any.
  let transcript: TranscriptKey?
  /// How many commands of the session did not fit.
  let leftOut: Int
  /// How many commands of the address were examined.
  let examined: Int
  /// The JSON object up to the path.
  private let head: [UInt8]

  /// Bytes, without the path.
  var size: Int { head.count }

  /// - Parameters:
  ///   - commands: of the session, the oldest first: the index among those of its address, and the members after the id.
  ///   - examined: how many commands the address has.
  ///   - limit: bytes, without the path. The newest commands that fit are kept.
  init(_ session: EndedSession, _ commands: [(place: Int, json: [UInt8])], of examined: Int, limit: Int) {
    self.examined = examined
    transcript = session.transcript
    var head = Array(Self.opening(of: session).utf8)
    let prefix = Array(#"{"id":"\#(JSONString.escaped(session.commandPrefix))#"#.utf8)
    var first = commands.endIndex
    var size = head.count + Self.closing.utf8.count
    while first > commands.startIndex {
      let command = commands[first - 1]
      // With a quote and a comma.
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

  /// The complete payload with the path of the transcript.
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
