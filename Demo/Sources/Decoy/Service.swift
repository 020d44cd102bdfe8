/// The services that a decoy can pretend to be; the raw value is the APP-NAME of its lines.
enum Service: String {
  case ssh, http, telnet

  /// The port that the real service has.
  var usualPort: UInt16 {
    switch self {
    case .ssh: 22
    case .http: 80
    case .telnet: 23
    }
  }

  /// The conversation for one new connection.
  func makeDialogue(host: String) -> any Dialogue {
    switch self {
    case .ssh: SSHDialogue()
    case .http: HTTPDialogue()
    case .telnet: TelnetDialogue(host: host)
    }
  }
}
