/// An SSH server up to the exchange of identifications; then it waits for the client to lose patience.
struct SSHDialogue: Dialogue {
  private var line: [UInt8] = []
  private var isIdentified = false

  mutating func greet() -> Reply {
    Reply(bytes: Array("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n".utf8))
  }

  mutating func receive(_ bytes: ArraySlice<UInt8>) -> Reply {
    guard !isIdentified else { return Reply() }
    let newline = bytes.firstIndex(of: UInt8(ascii: "\n"))
    line.append(contentsOf: bytes[..<(newline ?? bytes.endIndex)].prefix(Limits.identification - line.count))
    guard newline != nil || line.count == Limits.identification else { return Reply() }
    var reply = Reply(events: finish())
    if !line.starts(with: "SSH-".utf8) {
      reply.say("Invalid SSH identification string.\r\n")
      reply.hangsUp = true
    }
    return reply
  }

  mutating func finish() -> [Event] {
    guard !isIdentified, !line.isEmpty else { return [] }
    isIdentified = true
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    var event = Event("client_version", "identification received")
    event.add("client_version", line)
    return [event]
  }
}
