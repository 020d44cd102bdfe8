/// A telnet server that asks for name and password and never likes them.
struct TelnetDialogue: Dialogue {
  private enum Step {
    case user
    case password(user: [UInt8])
  }

  private static let hideInput: [UInt8] = [255, 251, 1]  // IAC WILL ECHO
  private static let showInput: [UInt8] = [255, 252, 1]  // IAC WONT ECHO

  private let host: String
  private var filter = TelnetFilter()
  private var step = Step.user
  private var line: [UInt8] = []
  private var attempts = 0

  init(host: String) {
    self.host = host
  }

  mutating func greet() -> Reply {
    var reply = Reply()
    reply.say("Debian GNU/Linux 12\r\n\(host) login: ")
    return reply
  }

  mutating func receive(_ bytes: ArraySlice<UInt8>) -> Reply {
    var reply = Reply()
    for byte in bytes where !reply.hangsUp {
      switch filter.next(byte) {
      case .nothing: break
      case .byte(let byte): if line.count < Limits.answer { line.append(byte) }
      case .endOfLine: answer(&reply)
      }
    }
    return reply
  }

  private mutating func answer(_ reply: inout Reply) {
    let text = line
    line = []
    switch step {
    case .user:
      step = .password(user: text)
      reply.bytes += Self.hideInput
      reply.say("Password: ")
    case .password(let user):
      step = .user
      attempts += 1
      reply.events.append(.authAttempt(user: user, secret: text))
      reply.bytes += Self.showInput
      reply.say("\r\n\r\nLogin incorrect\r\n")
      if attempts == Limits.attempts {
        reply.hangsUp = true
      } else {
        reply.say("\(host) login: ")
      }
    }
  }
}
