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
