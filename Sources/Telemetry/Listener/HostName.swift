/// The name in a header `Host`, without its port.
package struct HostName: Sendable, Hashable {
  /// In lower case; an IPv6 address has its brackets.
  package let text: String

  /// Reads a header; `nil` where what follows the name is no port.
  package init?(_ host: String) {
    var name = host.lowercased()[...]
    // What follows the last colon is a port, unless it is within an address.
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("]") {
      let port = name[name.index(after: colon)...]
      guard port.utf8.count <= 5, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      name = name[..<colon]
    }
    text = String(name)
  }

  /// Whether it is an IPv4 address, or an IPv6 address in brackets: nobody else can let it lead here.
  package var isAddress: Bool {
    switch try? ListenAddress("\(text):0").place {
    case .ipv4, .ipv6: text != "localhost"
    case .unix, nil: false
    }
  }
}
