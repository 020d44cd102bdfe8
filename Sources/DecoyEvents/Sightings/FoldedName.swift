import Syslog

/// A name as it is compared: in lower case and without `_`, `.` and `-`, so that `Remote_Addr` is `remoteaddr`.
struct FoldedName {
  private var bytes = InlineArray<32, UInt8>(repeating: 0)
  private var count = 0

  init(_ name: PrecedingName, in text: UnsafeRawBufferPointer) {
    for index in name.range where ASCII.isAlphanumeric(text[index]) {
      bytes[count] = text[index] | 0x20
      count += 1
    }
  }

  /// Whether the whole name is `word`.
  @inline(always)
  static func ~= (word: StaticString, name: FoldedName) -> Bool {
    name.count == word.utf8CodeUnitCount && name.has(word, at: 0)
  }
}

extension FoldedName {
  /// What the words inside a name say of the address behind it.
  struct Meaning: OptionSet {
    let rawValue: UInt8

    /// It is the machine's own, or that of one it talks to on its own account.
    static let own = Meaning(rawValue: 1 << 0)
    /// It is that of whoever talks to the machine.
    static let peer = Meaning(rawValue: 1 << 1)
    /// It is something that a peer says, or no address at all.
    static let claim = Meaning(rawValue: 1 << 2)
  }

  /// What the words in the name say, found in one go over its bytes.
  var meaning: Meaning {
    var meaning: Meaning = []
    for index in 0..<count { meaning.formUnion(self.meaning(at: index)) }
    return meaning
  }

  private func meaning(at index: Int) -> Meaning {
    switch bytes[index] {
    case UInt8(ascii: "a"): has("attacker", at: index) ? .peer : []
    case UInt8(ascii: "b"): has("bind", at: index) ? .own : []
    case UInt8(ascii: "c"): has("client", at: index) ? .peer : []
    case UInt8(ascii: "d"): has("dst", at: index) || has("dest", at: index) ? .own : []
    case UInt8(ascii: "e"): has("ehlo", at: index) ? .claim : []
    case UInt8(ascii: "f"): has("forwarded", at: index) || has("firmware", at: index) ? .claim : []
    case UInt8(ascii: "h"): has("helo", at: index) ? .claim : []
    case UInt8(ascii: "l"): has("local", at: index) || has("listen", at: index) ? .own : []
    case UInt8(ascii: "p"): has("peer", at: index) ? .peer : has("proxy", at: index) ? .own : []
    case UInt8(ascii: "r"): has("remote", at: index) || has("rhost", at: index) ? .peer : []
    case UInt8(ascii: "s"):
      has("server", at: index) ? .own : has("source", at: index) || has("src", at: index) ? .peer : []
    case UInt8(ascii: "u"): has("upstream", at: index) ? .own : []
    case UInt8(ascii: "v"): has("version", at: index) ? .claim : []
    default: []
    }
  }

  private func has(_ word: StaticString, at start: Int) -> Bool {
    guard start &+ word.utf8CodeUnitCount <= count else { return false }
    for offset in 0..<word.utf8CodeUnitCount
    where bytes[unchecked: start &+ offset] != word.utf8Start[offset] {
      return false
    }
    return true
  }
}
