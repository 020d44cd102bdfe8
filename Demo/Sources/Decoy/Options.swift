import Glibc

/// The flags of a command line, taken out one by one; what is left at the end was a mistake.
struct Options {
  private var rest: [String]

  init(_ arguments: some Sequence<String>) {
    rest = Array(arguments)
  }

  /// Whether the flag is there.
  mutating func flag(_ name: String) -> Bool {
    guard let index = rest.firstIndex(of: name) else { return false }
    rest.remove(at: index)
    return true
  }

  /// The value after the flag, or nil without the flag.
  mutating func text(_ name: String) throws(Failure) -> String? {
    guard let index = rest.firstIndex(of: name) else { return nil }
    guard index + 1 < rest.count else { throw .usage("\(name) needs a value") }
    let value = rest[index + 1]
    rest.removeSubrange(index...index + 1)
    return value
  }

  /// The value after the flag as a number of that range, or nil without the flag.
  mutating func integer(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
    guard let value = try text(name) else { return nil }
    guard let number = Int(value), range.contains(number) else {
      throw .usage("\(name) is \(value), not a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The value after the flag as a word that needs no escaping anywhere, or nil without the flag.
  mutating func word(_ name: String) throws(Failure) -> String? {
    guard let value = try text(name) else { return nil }
    let allowed = value.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default:
        false
      }
    }
    guard allowed, (1...255).contains(value.utf8.count) else {
      throw .usage("\(name) may have 1 to 255 letters, digits, '-', '_' and '.'")
    }
    return value
  }

  /// `--host`, else the machine's own name.
  mutating func host() throws(Failure) -> String {
    if let host = try word("--host") { return host }
    var system = utsname()
    guard uname(&system) == 0 else { throw .system("uname", errno) }
    let name = withUnsafeBytes(of: &system.nodename) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return name.isEmpty ? "localhost" : name
  }

  /// Complains about what nobody took.
  func finish() throws(Failure) {
    if let unknown = rest.first { throw .usage("unknown argument \(unknown)") }
  }
}
