import Glibc
import Syslog

/// Finds the names that a format's table has. Lines can't add any, so a search is short whatever they hold.
struct NameTable: Sendable {
  /// A name's length and its first bytes, which are most names' only ones.
  struct Beginning: Hashable {
    /// How many bytes are compared.
    static let longest = 16

    let count: Int
    let bytes: UInt128

    @inline(always)
    init(of name: Range<Int>, in text: ByteText) {
      count = name.upperBound &- name.lowerBound
      var bytes: UInt128 = 0
      if text.count &- name.lowerBound >= Self.longest {
        bytes = UnsafeRawPointer(text.base + name.lowerBound).loadUnaligned(as: UInt128.self)
      } else {
        withUnsafeMutableBytes(of: &bytes) { $0.copyMemory(from: text.slice(name)) }
      }
      // Without what is behind the name.
      self.bytes = UInt128(littleEndian: bytes) & ((1 << (8 &* count)) &- 1)
    }

    /// For finding a place: its lower bits depend on all bytes.
    @inline(always)
    var hash: UInt64 {
      let low = UInt64(truncatingIfNeeded: bytes)
      let high = UInt64(truncatingIfNeeded: bytes >> 64)
      let mixed = low ^ high &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
      return (mixed &* 0xBF58_476D_1CE4_E5B9) &>> 32
    }
  }

  private struct Entry: Sendable {
    var parent: Int
    var beginning: Beginning
    /// Where the name begins in ``NameTable/text``.
    var start: Int
    /// -1 if the entry is free.
    var value: Int

    static let free = Entry(
      parent: 0,
      beginning: Beginning(of: 0..<0, in: ByteText(UnsafeRawBufferPointer(start: nil, count: 0))),
      start: 0,
      value: -1
    )
  }

  /// A power of two, at least three of four free: hardly any two names begin at the same place.
  private var entries = Array(repeating: Entry.free, count: 16)
  private var count = 0
  private var text: [UInt8] = []

  /// Adds a name; if it is there already, that stays.
  ///
  /// - Parameter value: 0 or more.
  mutating func add(_ name: some Collection<UInt8>, below parent: Int = 0, value: Int) {
    let start = text.count
    text.append(contentsOf: name)
    let (known, beginning) = text.withUnsafeBytes { bytes in
      let bytes = ByteText(bytes)
      let range = start..<bytes.count
      return (self.value(of: range, in: bytes, below: parent), Beginning(of: range, in: bytes))
    }
    guard known < 0 else { return text.removeLast(text.count - start) }
    count += 1
    if 4 * count > entries.count {
      let old = entries
      entries = Array(repeating: Entry.free, count: 2 * old.count)
      for entry in old where entry.value >= 0 { insert(entry) }
    }
    insert(Entry(parent: parent, beginning: beginning, start: start, value: value))
  }

  private mutating func insert(_ entry: Entry) {
    var place = Self.place(of: entry.beginning, below: entry.parent, in: entries.count)
    while entries[place].value >= 0 { place = (place &+ 1) & (entries.count &- 1) }
    entries[place] = entry
  }

  /// Where the search for a name begins.
  @inline(always)
  private static func place(of name: Beginning, below parent: Int, in count: Int) -> Int {
    (Int(truncatingIfNeeded: name.hash) &+ parent &* 31) & (count &- 1)
  }

  /// What stands at a name; -1 if it isn't there.
  @inline(always)
  func value(of name: Range<Int>, in line: ByteText, below parent: Int = 0) -> Int {
    entries.withUnsafeBufferPointer { entries in
      let beginning = Beginning(of: name, in: line)
      var place = Self.place(of: beginning, below: parent, in: entries.count)
      while entries[place].value >= 0 {
        if entries[place].beginning == beginning, entries[place].parent == parent,
          beginning.count <= Beginning.longest || isEqual(entries[place].start, line.slice(name))
        {
          return entries[place].value
        }
        place = (place &+ 1) & (entries.count &- 1)
      }
      return -1
    }
  }

  /// What stands at a name; -1 if it isn't there.
  func value(of name: UnsafeRawBufferPointer, below parent: Int = 0) -> Int {
    value(of: 0..<name.count, in: ByteText(name), below: parent)
  }

  @inline(never)
  private func isEqual(_ start: Int, _ name: UnsafeRawBufferPointer) -> Bool {
    text.withUnsafeBytes { text in
      guard let text = text.baseAddress, let base = name.baseAddress else { return false }
      return memcmp(text + start, base, name.count) == 0
    }
  }
}
