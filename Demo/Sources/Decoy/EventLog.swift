import Glibc

/// Writes events to stdout, one RFC 5424 line and one write(2) each.
struct EventLog {
  let host: String
  let service: String
  private var timestamps = TimestampFormatter()

  init(host: String, service: String) {
    self.host = host
    self.service = service
  }

  /// Writes the event of that client.
  mutating func write(_ event: Event, from peer: Peer) throws(Failure) {
    var line = Array("<134>1 ".utf8)
    timestamps.append(Clock.wall, to: &line)
    line.append(contentsOf: " \(host) \(service) - \(event.type) [relay@55555".utf8)
    Self.append("src_ip", Array(peer.address.utf8), to: &line)
    Self.append("src_port", Array(String(peer.port).utf8), to: &line)
    for field in event.fields { Self.append(field.name, field.value, to: &line) }
    line.append(contentsOf: "] \(event.message)\n".utf8)
    try StandardStream.output.write(line)
  }

  /// Appends one parameter.
  ///
  /// The client chose the value: `"`, `\` and `]` are escaped, what is not UTF-8 becomes U+FFFD, and each
  /// control byte becomes a blank, so that nothing in it can end the line or reach a terminal.
  private static func append(_ name: String, _ value: [UInt8], to line: inout [UInt8]) {
    line.append(contentsOf: " \(name)=\"".utf8)
    for byte in String(decoding: value, as: UTF8.self).utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "]"):
        line.append(UInt8(ascii: "\\"))
        line.append(byte)
      case 0..<0x20, 0x7F:
        line.append(UInt8(ascii: " "))
      default:
        line.append(byte)
      }
    }
    line.append(UInt8(ascii: "\""))
  }
}
