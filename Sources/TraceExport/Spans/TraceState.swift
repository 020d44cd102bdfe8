/// The vendors' part of a trace context: W3C Trace Context's `tracestate` (section 3.3), passed on unchanged.
struct TraceState: Hashable, Sendable {
  /// The longest list passed on, in bytes; the specification asks for no more.
  static let lengthLimit = 512
  static let memberLimit = 32

  /// The list, without blanks around members and without empty ones.
  let text: String

  /// - Returns: `nil` for a list that is invalid, empty or too long; the trace continues without it.
  init?(_ text: String) {
    guard text.utf8.count <= Self.lengthLimit else { return nil }
    var keys: Set<[UInt8]> = []
    var members: [String] = []
    for part in text.utf8.split(separator: UInt8(ascii: ",")) {
      let member = Self.withoutBlanks(part)
      if member.isEmpty { continue }
      guard let equals = member.firstIndex(of: UInt8(ascii: "=")) else { return nil }
      let key = member[..<equals]
      guard Self.isKey(key), Self.isValue(member[member.index(after: equals)...]),
        keys.insert(Array(key)).inserted, keys.count <= Self.memberLimit
      else { return nil }
      members.append(String(decoding: member, as: UTF8.self))
    }
    guard !members.isEmpty else { return nil }
    self.text = members.joined(separator: ",")
  }

  private static func withoutBlanks(_ part: Substring.UTF8View) -> Substring.UTF8View {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var part = part.drop(while: isBlank)
    while let last = part.last, isBlank(last) { part.removeLast() }
    return part
  }

  private static func isKey(_ key: Substring.UTF8View) -> Bool {
    guard let first = key.first, isLetterOrDigit(first), key.count <= 256 else { return false }
    return key.allSatisfy { isLetterOrDigit($0) || "_-*/@".utf8.contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: false
    }
  }

  private static func isValue(_ value: Substring.UTF8View) -> Bool {
    (1...256).contains(value.count)
      && value.allSatisfy { (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "=") }
  }
}
