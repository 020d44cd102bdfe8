import Syslog

/// A name in lower case and without `_`, `.` and `-`, for comparisons: `Remote_Addr` is `remoteaddr`.
struct FoldedName {
  private var bytes = InlineArray<32, UInt8>(repeating: 0)
  private var count = 0

  init(_ name: PrecedingName, in text: UnsafeRawBufferPointer) {
    for index in name.range where ASCII.isAlphanumeric(text[index]) {
      bytes[count] = text[index] | 0x20
      count += 1
    }
  }

  @inline(always)
  static func ~= (word: StaticString, name: FoldedName) -> Bool {
    name.count == word.utf8CodeUnitCount && name.has(word, at: 0)
  }
}

extension FoldedName {
  /// What the words in a name say about the address that follows.
  struct Meaning: OptionSet {
    let rawValue: UInt8

    /// The machine's own, or that of a server it uses.
    static let own = Meaning(rawValue: 1 << 0)
    /// That of the machine's peer.
    static let peer = Meaning(rawValue: 1 << 1)
    /// A claim of the peer, or not an address at all.
    static let claim = Meaning(rawValue: 1 << 2)
  }

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
