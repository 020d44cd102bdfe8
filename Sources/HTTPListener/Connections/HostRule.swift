/// Which values of the header `Host` are answered.
///
/// A page in a browser can't read what listens at a loopback address, unless its own name leads there: an attacker who
/// owns a name can let it lead to 127.0.0.1 (DNS rebinding). Then the header has that name.
struct HostRule: Sendable, Hashable {
  /// Names that are answered; `nil` answers all.
  private let names: Set<String>?

  init(_ address: ListenAddress) {
    switch address.place {
    case .unix:
      // No browser connects to a file, and clients write what they like.
      names = nil
    case .ipv4(let host, _):
      names = address.isLocal ? ["localhost", "127.0.0.1", "[::1]", host] : nil
    case .ipv6(let host, _):
      names = address.isLocal ? ["localhost", "127.0.0.1", "[::1]", "[\(host)]"] : nil
    }
  }

  /// Whether a request with this header is answered; the port doesn't matter.
  func allows(_ host: String) -> Bool {
    guard let names else { return true }
    return HostName(host).map { names.contains($0.text) } ?? false
  }
}

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
