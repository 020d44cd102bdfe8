internal import Basics
internal import Files
internal import Glibc

/// Where to listen: at an address and port of this machine, or at a UNIX socket.
package struct ListenAddress: Sendable, Hashable {
  package enum Place: Sendable, Hashable {
    case ipv4(String, port: Int)
    /// An IPv6 address, without brackets.
    case ipv6(String, port: Int)
    /// The path of a UNIX socket.
    case unix(path: String)
  }

  package let place: Place

  init(_ place: Place) { self.place = place }

  /// Parses an address.
  ///
  /// - Parameter text: `HOST:PORT` with an IPv4 address, an IPv6 address in brackets, or `localhost` for 127.0.0.1; or
  ///   `unix:PATH`, `unix://PATH` or an absolute path. Other names are refused, since their addresses may change. Port
  ///   0 is any free port.
  /// - Throws: `badAddress`.
  package init(_ text: String) throws(ListenError) {
    if text.hasPrefix("unix:") {
      let rest = text.dropFirst(5)
      place = .unix(path: try Self.path(rest.hasPrefix("//") ? rest.dropFirst(2) : rest, in: text))
    } else if text.hasPrefix("/") {
      place = .unix(path: try Self.path(text[...], in: text))
    } else {
      place = try Self.tcp(text)
    }
  }

  /// Whether only programs on this machine can connect.
  package var isLocal: Bool {
    switch place {
    case .unix: true
    case .ipv4(let host, _): host.hasPrefix("127.")
    case .ipv6(let host, _): Self.isLoopback(host)
    }
  }

  private static func path(_ path: Substring, in text: String) throws(ListenError) -> String {
    guard path.hasPrefix("/"), !path.hasSuffix("/") else {
      throw bad(text, "a socket's path is absolute and ends in its name")
    }
    guard path.utf8.count <= SocketFile.longestPath else {
      throw bad(text, "a socket's path has at most \(SocketFile.longestPath) bytes")
    }
    guard !path.utf8.contains(0) else { throw bad(text, "a path can't contain NUL") }
    return String(path)
  }

  private static func tcp(_ text: String) throws(ListenError) -> Place {
    guard let colon = text.lastIndex(of: ":") else {
      throw bad(text, "expected HOST:PORT or the path of a socket")
    }
    let host = text[..<colon]
    let port = try port(text[text.index(after: colon)...], in: text)
    if host == "localhost" { return .ipv4("127.0.0.1", port: port) }
    if host.hasPrefix("[") {
      guard host.hasSuffix("]"), isAddress(host.dropFirst().dropLast(), AF_INET6) else {
        throw bad(text, "expected an IPv6 address in brackets")
      }
      return .ipv6(String(host.dropFirst().dropLast()), port: port)
    }
    guard !host.contains(":") else { throw bad(text, "an IPv6 address needs brackets") }
    guard isAddress(host, AF_INET) else {
      throw bad(text, "the host must be an IPv4 address, an IPv6 address in brackets, or localhost")
    }
    return .ipv4(String(host), port: port)
  }

  private static func port(_ text: Substring, in whole: String) throws(ListenError) -> Int {
    guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = Int(text), port <= 65_535
    else { throw bad(whole, "a port is a number from 0 to 65535") }
    return port
  }

  private static func isAddress(_ text: Substring, _ family: Int32) -> Bool {
    guard !text.utf8.contains(0) else { return false }
    var address = in6_addr()
    return inet_pton(family, String(text), &address) == 1
  }

  private static func isLoopback(_ text: String) -> Bool {
    var address = in6_addr()
    guard inet_pton(AF_INET6, text, &address) == 1 else { return false }
    let bytes = withUnsafeBytes(of: address) { Array($0) }
    let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    return bytes == Array(repeating: 0, count: 15) + [1] || (isMapped && bytes[12] == 127)
  }

  private static func bad(_ text: String, _ why: String) -> ListenError {
    ListenError(.badAddress, "'\(PrintableText.make(from: text.utf8, limit: 256))': \(why)")
  }
}

extension ListenAddress: CustomStringConvertible {
  /// As the address is given: `127.0.0.1:9464`, `[::1]:9464` or `unix:/run/decnet/collector.sock`.
  package var description: String {
    switch place {
    case .ipv4(let host, let port): "\(host):\(port)"
    case .ipv6(let host, let port): "[\(host)]:\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }
}
