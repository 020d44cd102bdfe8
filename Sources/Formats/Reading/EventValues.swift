import Glibc
import Syslog

/// What the line of a declared format says: values and where they stand.
///
/// Reused from line to line, so that a line costs no memory of its own.
struct EventValues: Sendable {
  /// The most values that no path asks for.
  static let mostLeaves = 512
  /// The most parts of credentials.
  private static let mostCredentialParts = 512
  /// The most keys that are looked at for repetition: without a path, and as many below an array's elements that paths
  /// ask for. The keys of other paths don't count.
  private static let mostKeys = 1024
  /// Up to how many keys are compared one by one.
  private static let fewKeys = 48
  /// The longest name of such a value, in bytes.
  static let longestName = 4096
  /// What is kept of a value: one byte more than a record does, so that it shows what is cut.
  static let longestValue = 65_536

  struct Leaf: Sendable {
    /// The slot of its path; -1 if no path asks for it.
    var slot: Int
    /// Its dotted path in ``text``; of a slot's leaf empty, since the table has it.
    var name: Range<Int>
    var value: Range<Int>
    /// Whether the event has it already, or a repeated key replaced it.
    var isTaken = false
  }

  /// One part of a credential.
  struct CredentialPart: Sendable {
    /// See ``Format/credentialPairs``; -1 if a repeated key replaced it.
    var part: Int
    /// The index of the array's element.
    var index: Int
    var value: Range<Int>
  }

  /// What the line has of a node.
  private struct Node {
    var isPresent = false
    /// The key; -1 if it didn't come with an object or array, or may be there more than once.
    var key = -1
  }

  /// A key of the line, for telling when it comes again.
  private struct Key {
    /// Of its path; `nil` if that has a node of its own.
    let hash: UInt64?
    var leaves: Range<Int>
    var credentials: Range<Int>
  }

  /// The plan's text, the decky, the line, and then what is not in the line as it is.
  private(set) var text: [UInt8] = []
  private var fixed = 0
  private(set) var leaves: [Leaf] = []
  private(set) var credentials: [CredentialPart] = []
  /// The leaf at each slot; -1 if there is none.
  private(set) var slots: [Int] = []
  /// The ``bit(ofSlot:)`` of each slot that got a leaf. A rule with none of its bits here has no value.
  private(set) var slotBits: UInt64 = 0
  private var nodes: [Node] = []
  private var keys: [Key] = []
  /// Where a hash stands in ``keys``, once these are many.
  private var keyIndex: [UInt64: Int] = [:]
  /// How many keys have hashes.
  private var hashes = 0
  /// How many of these a path asks for.
  private var declaredHashes = 0
  private var unclaimed = 0
  var isTruncated = false
  var hasDuplicateKey = false
  /// Whether a key has a dot, so that two paths may look the same.
  var hasDottedKey = false

  init(slots: Int, nodes: Int) {
    self.slots = Array(repeating: -1, count: slots)
    self.nodes = Array(repeating: Node(), count: nodes)
  }

  /// Sets what stands at the beginning of each line's text.
  mutating func fix(_ bytes: [UInt8]) {
    text = bytes
    fixed = bytes.count
  }

  /// Forgets the last line and takes the next.
  mutating func begin(_ line: UnsafeRawBufferPointer) {
    text.removeLast(text.count &- fixed)
    text.append(contentsOf: line)
    leaves.removeAll(keepingCapacity: true)
    if !credentials.isEmpty { credentials.removeAll(keepingCapacity: true) }
    slots.withUnsafeMutableBufferPointer { $0.update(repeating: -1) }
    nodes.withUnsafeMutableBufferPointer { $0.update(repeating: Node()) }
    if !keys.isEmpty { keys.removeAll(keepingCapacity: true) }
    if !keyIndex.isEmpty { keyIndex.removeAll(keepingCapacity: true) }
    hashes = 0
    declaredHashes = 0
    unclaimed = 0
    slotBits = 0
    isTruncated = false
    hasDuplicateKey = false
    hasDottedKey = false
  }

  /// Frees the excess memory of a hostile line.
  mutating func releaseExcess() {
    if text.capacity > 262_144 { text = Array(text[..<fixed]) }
    if leaves.capacity > 4 * Self.mostLeaves { leaves = [] }
    if keys.capacity > 4 * Self.mostKeys { keys = [] }
    if keyIndex.capacity > 4 * Self.mostKeys { keyIndex = [:] }
    if credentials.capacity > 4 * Self.mostLeaves { credentials = [] }
  }

  // MARK: Text

  /// Where the whole line stands; only until something is appended.
  var line: Range<Int> { fixed..<text.count }

  /// Where a part of the line stands, at most as much as is kept of a value.
  @inline(always)
  func inLine(_ range: Range<Int>) -> Range<Int> {
    let start = fixed &+ range.lowerBound
    return start..<start &+ min(range.count, Self.longestValue)
  }

  /// Appends to the text.
  ///
  /// - Returns: where it stands.
  mutating func append(_ bytes: some Collection<UInt8>) -> Range<Int> {
    let start = text.count
    text.append(contentsOf: bytes)
    return start..<text.count
  }

  /// Appends what stands for the inside of quotes, in which a backslash escapes quotes and itself.
  mutating func appendUnquoted(_ quoted: Range<Int>) -> Range<Int> {
    let start = text.count
    var index = quoted.lowerBound
    while index < quoted.upperBound {
      if text[index] == ASCII.backslash, index + 1 < quoted.upperBound,
        [ASCII.backslash, ASCII.quote, UInt8(ascii: "'")].contains(text[index + 1])
      {
        index += 1
      }
      text.append(text[index])
      index += 1
    }
    return start..<text.count
  }

  /// Has `body` append to the text.
  ///
  /// - Returns: where that stands; `nil` if `body` says so.
  mutating func decode(_ body: (inout [UInt8]) -> Bool) -> Range<Int>? {
    let start = text.count
    return body(&text) ? start..<text.count : nil
  }

  // MARK: Keys

  /// Takes a key whose path has a node of its own; if it came before, what it had then is dropped.
  @inline(always)
  mutating func note(known node: Int, slot: Int) {
    if nodes[node].isPresent { noteAgain(node, slot: slot) } else { nodes[node].isPresent = true }
  }

  @inline(never)
  private mutating func noteAgain(_ node: Int, slot: Int) {
    hasDuplicateKey = true
    if slot >= 0, slots[slot] >= 0 { drop(leaf: slots[slot]) }
    if nodes[node].key >= 0 { reopen(nodes[node].key) }
  }

  /// Takes what is more than one value under a key that was noted.
  ///
  /// - Returns: what ``close(_:)`` takes.
  mutating func open(known node: Int) -> Int {
    if nodes[node].key < 0 { nodes[node].key = append(hash: nil) }
    return nodes[node].key
  }

  /// Whether more keys without a node of their own are looked at: of those that a path asks for, or of the others.
  func mayOpenMore(declared: Bool) -> Bool {
    (declared ? declaredHashes : hashes &- declaredHashes) < Self.mostKeys
  }

  /// Takes another key; if it came before, what it had then is dropped.
  ///
  /// - Parameter hash: of its path.
  mutating func open(hash: UInt64, declared: Bool) -> Int {
    if let known = keyIndex.isEmpty ? keys.firstIndex(where: { $0.hash == hash }) : keyIndex[hash] {
      reopen(known)
      return known
    }
    hashes &+= 1
    if declared { declaredHashes &+= 1 }
    if hashes >= Self.fewKeys {
      if keyIndex.isEmpty {
        for (index, key) in keys.enumerated() { if let hash = key.hash { keyIndex[hash] = index } }
      }
      keyIndex[hash] = keys.count
    }
    return append(hash: hash)
  }

  private mutating func append(hash: UInt64?) -> Int {
    keys.append(
      Key(
        hash: hash,
        leaves: leaves.count..<leaves.count,
        credentials: credentials.count..<credentials.count
      )
    )
    return keys.count &- 1
  }

  /// Drops what stands under a key that came again.
  private mutating func reopen(_ key: Int) {
    hasDuplicateKey = true
    for index in keys[key].leaves { drop(leaf: index) }
    for index in keys[key].credentials { credentials[index].part = -1 }
    keys[key].leaves = leaves.count..<leaves.count
    keys[key].credentials = credentials.count..<credentials.count
  }

  private mutating func drop(leaf index: Int) {
    leaves[index].isTaken = true
    let slot = leaves[index].slot
    if slot >= 0, slots[slot] == index { slots[slot] = -1 }
  }

  /// Ends the value of a key.
  mutating func close(_ key: Int) {
    guard key >= 0 else { return }
    keys[key].leaves = Range(uncheckedBounds: (keys[key].leaves.lowerBound, leaves.count))
    keys[key].credentials = Range(uncheckedBounds: (keys[key].credentials.lowerBound, credentials.count))
  }

  /// Notes that the line has a node.
  mutating func note(_ node: Int) { if node >= 0 { nodes[node].isPresent = true } }

  /// Whether the line has a node.
  func isPresent(_ node: Int) -> Bool { nodes[node].isPresent }

  // MARK: Values

  /// Whether a value that no path asks for is kept; if not, it need not be decoded.
  mutating func wants(nameLength: Int, key: Int) -> Bool {
    guard key >= 0, unclaimed < Self.mostLeaves, nameLength <= Self.longestName else {
      isTruncated = true
      return false
    }
    unclaimed &+= 1
    return true
  }

  /// Whether another part of a credential is kept.
  mutating func wantsCredential(key: Int) -> Bool {
    guard key >= 0, credentials.count < Self.mostCredentialParts else {
      isTruncated = true
      return false
    }
    return true
  }

  /// One of 64 bits; slots may share it.
  static func bit(ofSlot slot: Int) -> UInt64 { 1 &<< UInt64(truncatingIfNeeded: slot) }

  /// Takes a value that a path asks for.
  @inline(always)
  mutating func add(_ value: Range<Int>, slot: Int) {
    slots[slot] = leaves.count
    slotBits |= Self.bit(ofSlot: slot)
    leaves.append(Leaf(slot: slot, name: 0..<0, value: value))
  }

  mutating func add(_ value: Range<Int>, credential part: Int, element: Int) {
    credentials.append(CredentialPart(part: part, index: element, value: value))
  }

  /// Takes a value that no path asks for.
  mutating func add(_ value: Range<Int>, named name: Range<Int>) {
    leaves.append(Leaf(slot: -1, name: name, value: value))
  }

  /// Notes whether the event has a leaf.
  mutating func take(_ leaf: Int, _ isTaken: Bool = true) { leaves[leaf].isTaken = isTaken }

  /// Whether two parts of the text are equal.
  func isEqual(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
    one.count == other.count && isPrefix(one, of: other)
  }

  /// Whether a part of the text begins with another one.
  func isPrefix(_ prefix: Range<Int>, of whole: Range<Int>) -> Bool {
    guard prefix.count <= whole.count else { return false }
    return text.withUnsafeBytes { text in
      guard let base = text.baseAddress else { return true }
      return memcmp(base + prefix.lowerBound, base + whole.lowerBound, prefix.count) == 0
    }
  }
}
