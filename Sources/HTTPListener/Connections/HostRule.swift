/// Which values of the header `Host` are accepted: a defence against DNS rebinding.
///
/// An attacker who owns a name can point it at 127.0.0.1, and a web page of that name can then read what listens there.
/// Such requests carry the attacker's name.
struct HostRule: Sendable, Hashable {
  /// The accepted names; `nil` for any.
  private let names: Set<String>?

  init(_ address: ListenAddress) {
    switch address.place {
    case .unix:
      // No browser connects to a UNIX socket, and clients send any name.
      names = nil
    case .ipv4(let host, _): names = address.isLocal ? ["localhost", "127.0.0.1", "[::1]", host] : nil
    case .ipv6(let host, _):
      names = address.isLocal ? ["localhost", "127.0.0.1", "[::1]", "[\(host.lowercased())]"] : nil
    }
  }

  /// Whether a request with this header is accepted; the port doesn't matter.
  func allows(_ host: String) -> Bool {
    guard let names else { return true }
    return HostName(host).map { names.contains($0.text) } ?? false
  }
}

/// The name in a header `Host`, without its port.
package struct HostName: Sendable, Hashable {
  /// In lower case; an IPv6 address keeps its brackets.
  package let text: String

  /// Reads a header; `nil` if the name is followed by something other than a port.
  package init?(_ host: String) {
    var name = host.lowercased()[...]
    // The last colon precedes a port unless it is part of an address.
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("]") {
      let port = name[name.index(after: colon)...]
      guard port.utf8.count <= 5, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      name = name[..<colon]
    }
    text = String(name)
  }

  /// Whether it is an IPv4 address, or an IPv6 address in brackets, which nobody can point elsewhere.
  package var isAddress: Bool {
    switch try? ListenAddress("\(text):0").place {
    case .ipv4, .ipv6: text != "localhost"
    case .unix, nil: false
    }
  }
}
