/// An endpoint's setting taken apart: `http://host:port/path`. Without a scheme it is a host and a port, which are
/// what gRPC's own tools take.
struct EndpointAddress {
  var isSecure = false
  var host: String
  /// `nil` where none is given.
  var port: Int?
  /// As it was given; empty or with a leading slash.
  var path: String

  /// - Returns: `nil` for what is no such address, or has a user, a query or a fragment.
  init?(_ text: String) {
    var rest = Substring(text)
    if let scheme = text.firstRange(of: "://") {
      switch text[..<scheme.lowerBound].lowercased() {
      case "http": isSecure = false
      case "https": isSecure = true
      default: return nil
      }
      rest = text[scheme.upperBound...]
    }
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    path = String(rest[end...])
    guard path.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !"?#\"<>\\^`{|}".utf8.contains($0) }) else {
      return nil
    }
    var authority = rest[..<end]
    if authority.first == "[" {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      host = String(authority[authority.index(after: authority.startIndex)..<close])
      guard host.utf8.contains(UInt8(ascii: ":")),
        host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
      else { return nil }
      authority = authority[authority.index(after: close)...]
      guard authority.isEmpty || authority.first == ":" else { return nil }
    } else {
      host = String(authority.prefix { $0 != ":" })
      guard !host.isEmpty, host.utf8.count <= 253, host.utf8.allSatisfy(Self.isHostByte) else { return nil }
      authority = authority.dropFirst(host.count)
    }
    if let digits = authority.isEmpty ? nil : authority.dropFirst() {
      guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
        let number = Int(digits), (1...65_535).contains(number)
      else { return nil }
      port = number
    }
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
