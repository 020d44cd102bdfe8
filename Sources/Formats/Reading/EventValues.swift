import Syslog

/// What the line of a declared format says: decoded values and where they stand.
///
/// Reused from line to line, so that a line costs no memory of its own.
struct EventValues: Sendable {
  /// The most values that no path asks for.
  static let mostLeaves = 512
  /// The most keys that are looked at for repetition, besides those that a path asks for.
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
    /// See ``Format/credentialPairs``.
    var part: Int
    /// The index of the array's element.
    var index: Int
    var value: Range<Int>
  }

  /// A key of the line, for telling when it comes again.
  private struct Key {
    /// Of the key and all above it.
    let hash: Int
    var leaves: Range<Int>
    var credentials: Range<Int>
  }

  /// The format's constants, the decky, and then values and names.
  private(set) var text: [UInt8] = []
  private var fixed = 0
  private(set) var leaves: [Leaf] = []
  /// Parts of credentials; -1 if a repeated key replaced them.
  private(set) var credentials: [CredentialPart] = []
  /// The leaf at each slot; -1 if there is none.
  private(set) var slots: [Int] = []
  /// For each node whether the line has it.
  private(set) var isPresent: [Bool] = []
  private var keys: [Key] = []
  /// Where a key's hash stands in ``keys``, once these are many.
  private var keyIndex: [Int: Int] = [:]
  private var unclaimed = 0
  var isTruncated = false
  var hasDuplicateKey = false
  /// Whether a key has a dot, so that two paths may look the same.
  var hasDottedKey = false

  init(slots: Int, nodes: Int) {
    self.slots = Array(repeating: -1, count: slots)
    isPresent = Array(repeating: false, count: nodes)
  }

  /// Sets what stands at the beginning of each line's text.
  mutating func fix(_ bytes: [UInt8]) {
    text = bytes
    fixed = bytes.count
  }

  /// Forgets the last line.
  mutating func reset() {
    text.removeLast(text.count - fixed)
    leaves.removeAll(keepingCapacity: true)
    credentials.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = -1 }
    for node in isPresent.indices { isPresent[node] = false }
    keys.removeAll(keepingCapacity: true)
    if !keyIndex.isEmpty { keyIndex.removeAll(keepingCapacity: true) }
    unclaimed = 0
    isTruncated = false
    hasDuplicateKey = false
    hasDottedKey = false
  }

  /// Gives back what a hostile line has taken.
  mutating func releaseExcess() {
    if text.capacity > 262_144 { text = Array(text[..<fixed]) }
    if leaves.capacity > 2 * Self.mostLeaves { leaves = [] }
    if keys.capacity > 2 * Self.mostKeys { keys = [] }
    if keyIndex.capacity > 2 * Self.mostKeys { keyIndex = [:] }
    if credentials.capacity > 2 * Self.mostLeaves { credentials = [] }
  }

  /// Appends to the text.
  ///
  /// - Returns: where it stands.
  @discardableResult
  mutating func append(_ bytes: some Collection<UInt8>) -> Range<Int> {
    let start = text.count
    text.append(contentsOf: bytes)
    return start..<text.count
  }

  /// Has `body` append to the text.
  mutating func withText<Result>(_ body: (inout [UInt8]) -> Result) -> Result { body(&text) }

  /// Takes a key of the line, or an object in an array; if it came before, what it had then is dropped.
  ///
  /// - Parameters:
  ///   - node: the path's node, or none.
  ///   - isRepeated: whether the node can be there more than once.
  ///   - hash: of the key and of all above it.
  /// - Returns: what ``close(_:)`` takes; -1 if nothing is kept of the key.
  mutating func open(_ node: Int, isRepeated: Bool, hash: Int) -> Int {
    if node >= 0 { isPresent[node] = true }
    if keys.count >= Self.mostKeys, node < 0 || isRepeated { return -1 }
    let key = Key(
      hash: hash,
      leaves: leaves.count..<leaves.count,
      credentials: credentials.count..<credentials.count
    )
    if let known = index(of: hash) {
      drop(keys[known])
      keys[known] = key
      return known
    }
    if keys.count >= Self.fewKeys {
      if keyIndex.isEmpty { for (index, key) in keys.enumerated() { keyIndex[key.hash] = index } }
      keyIndex[hash] = keys.count
    }
    keys.append(key)
    return keys.count - 1
  }

  /// Notes that the line has a node.
  mutating func note(_ node: Int) { if node >= 0 { isPresent[node] = true } }

  /// Ends the value of a key.
  mutating func close(_ key: Int) {
    guard key >= 0 else { return }
    keys[key].leaves = keys[key].leaves.lowerBound..<leaves.count
    keys[key].credentials = keys[key].credentials.lowerBound..<credentials.count
  }

  private func index(of hash: Int) -> Int? {
    keyIndex.isEmpty ? keys.firstIndex { $0.hash == hash } : keyIndex[hash]
  }

  /// Drops what stands under a key that came again.
  private mutating func drop(_ key: Key) {
    hasDuplicateKey = true
    for index in key.leaves {
      leaves[index].isTaken = true
      let slot = leaves[index].slot
      if slot >= 0, slots[slot] == index { slots[slot] = -1 }
    }
    for index in key.credentials { credentials[index].part = -1 }
  }

  /// Whether a value at a node is kept; if not, it need not be decoded.
  mutating func wants(_ node: PathTree.Node?, nameLength: Int, key: Int) -> Bool {
    if let node, node.slot >= 0 { return true }
    if key >= 0, unclaimed < Self.mostLeaves, nameLength <= Self.longestName {
      unclaimed += 1
      return true
    }
    isTruncated = true
    return false
  }

  /// Takes a value.
  ///
  /// - Parameters:
  ///   - node: the path's node; `nil` if no path goes there.
  ///   - name: the dotted path.
  ///   - element: the index of the array's element that it is in, for credentials.
  mutating func add(_ value: Range<Int>, at node: PathTree.Node?, name: ArraySlice<UInt8>, element: Int) {
    if let node, node.slot >= 0 {
      slots[node.slot] = leaves.count
      leaves.append(Leaf(slot: node.slot, name: 0..<0, value: value))
    } else if let node, node.credential >= 0 {
      credentials.append(CredentialPart(part: node.credential, index: element, value: value))
    } else {
      leaves.append(Leaf(slot: -1, name: append(name), value: value))
    }
  }

  /// Takes a value whose name stands in the text.
  mutating func add(_ value: Range<Int>, at node: PathTree.Node?, named name: Range<Int>) {
    if let node, node.slot >= 0 {
      slots[node.slot] = leaves.count
      leaves.append(Leaf(slot: node.slot, name: name, value: value))
    } else {
      leaves.append(Leaf(slot: -1, name: name, value: value))
    }
  }

  /// Notes whether the event has a leaf.
  mutating func take(_ leaf: Int, _ isTaken: Bool = true) { leaves[leaf].isTaken = isTaken }
}
