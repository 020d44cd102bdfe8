import Glibc
import Syslog

/// Finds the names that a format's table has. Lines can't add any, so a search is short whatever they hold.
struct NameTable: Sendable {
  private struct Entry: Sendable {
    var parent: Int
    /// In ``text``.
    var name: Range<Int>
    /// -1 if the entry is free.
    var value: Int

    static let free = Entry(parent: 0, name: 0..<0, value: -1)
  }

  /// A power of two, at least half of them free.
  private var entries = Array(repeating: Entry.free, count: 16)
  private var count = 0
  private var text: [UInt8] = []

  /// Adds a name.
  ///
  /// - Parameter value: 0 or more.
  mutating func add(_ name: some Collection<UInt8>, below parent: Int = 0, value: Int) {
    count += 1
    if 2 * count > entries.count {
      let old = entries
      entries = Array(repeating: Entry.free, count: 2 * old.count)
      for entry in old where entry.value >= 0 { insert(entry) }
    }
    let start = text.count
    text.append(contentsOf: name)
    insert(Entry(parent: parent, name: start..<text.count, value: value))
  }

  private mutating func insert(_ entry: Entry) {
    var place = text[entry.name].withUnsafeBytes { self.place(of: $0, below: entry.parent) }
    while entries[place].value >= 0 { place = (place &+ 1) & (entries.count &- 1) }
    entries[place] = entry
  }

  @inline(always)
  private func place(of name: UnsafeRawBufferPointer, below parent: Int) -> Int {
    var hash = UInt(bitPattern: parent &* 31 &+ name.count)
    if !name.isEmpty {
      hash = hash &* 31 &+ UInt(name[0])
      hash = hash &* 31 &+ UInt(name[name.count / 2])
      hash = hash &* 31 &+ UInt(name[name.count &- 1])
    }
    return Int(bitPattern: hash ^ hash &>> 7) & (entries.count &- 1)
  }

  /// What stands at a name; -1 if it isn't there.
  func value(of name: UnsafeRawBufferPointer, below parent: Int = 0) -> Int {
    entries.withUnsafeBufferPointer { entries in
      text.withUnsafeBytes { text in
        var place = place(of: name, below: parent)
        while true {
          let entry = entries[place]
          if entry.value < 0 { return -1 }
          if entry.name.count == name.count, entry.parent == parent,
            Self.equals(text, entry.name.lowerBound, name)
          {
            return entry.value
          }
          place = (place &+ 1) & (entries.count &- 1)
        }
      }
    }
  }

  @inline(always)
  private static func equals(_ text: UnsafeRawBufferPointer, _ start: Int, _ name: UnsafeRawBufferPointer)
    -> Bool
  {
    guard let text = text.baseAddress, let base = name.baseAddress, !name.isEmpty else { return name.isEmpty }
    return memcmp(text + start, base, name.count) == 0
  }
}
