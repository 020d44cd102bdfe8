import Syslog

/// Takes the values out of a JSON object, in one pass over its bytes.
///
/// Unlike ``JSONScanner`` it keeps the text that it passes, has no limit of depth and forgives what an attacker could hide
/// behind. The grammar is RFC 8259's, without recursion. Values deeper than ``deepest`` are read and not kept.
/// Within strings, bytes that aren't UTF-8 pass: an attacker must not lose an event by them, and the record repairs
/// them. Half a surrogate pair becomes U+FFFD.
struct JSONLeaves: Sendable {
  /// How many objects and arrays a value that is kept may lie in.
  private static let deepest = 32

  /// An object or array that has begun and not ended.
  private struct Frame {
    var isArray: Bool
    /// The path's node; none if no path goes there.
    var node: Int
    /// How many bytes of ``path`` lead to it.
    var pathLength: Int
    /// The next element's index.
    var index = 0
    /// The index of the nearest element that it is in.
    var element: Int
    /// Of its path.
    var hash: UInt64
    /// The key that it is the value of; -1 if none is kept.
    var key: Int
  }

  /// Where the last name of a value's path stands.
  private enum Name {
    /// In the line.
    case line(Range<Int>)
    /// In ``path``, behind the frame's.
    case path
    /// It is an element's index.
    case element
  }

  /// The innermost object or array that is kept; before the first, what stands for the whole line.
  private var frame: Frame
  /// Those around it.
  private var frames: [Frame] = []
  /// The objects (`false`) and arrays (`true`) below ``deepest``.
  private var deep: [Bool] = []
  /// The path of the last frame, and perhaps the name behind it.
  private var path: [UInt8] = []
  /// Random, so that an attacker can't choose paths with equal hashes.
  private let seed: UInt64

  /// Short keys of the outermost object, each at a place that depends on the key, and the hashes of their paths.
  ///
  /// Most lines of a source have the same keys, and hashing costs more than comparing. As many as a power of two.
  private var keyHashes: [(name: NameTable.Beginning, hash: UInt64)]

  /// Whether the innermost of all is an array.
  private var isInArray = false

  /// Stands for the key of the node until it has more than one value; see ``EventValues/open(known:)``.
  private static let known = -2

  // Of the value that comes next.
  private var node = PathTree.none
  private var key = -1
  private var element = 0
  private var name = Name.path
  /// The hash of its path; `nil` if it was not needed yet.
  private var hash: UInt64?

  init() {
    seed = .random(in: .min ... .max)
    frame = Self.whole(seed)
    let none = UnsafeRawBufferPointer(start: nil, count: 0)
    let empty = (NameTable.Beginning(of: 0..<0, in: ByteText(none)), Self.hash(none, below: seed))
    keyHashes = Array(repeating: empty, count: 32)
  }

  private static func whole(_ seed: UInt64) -> Frame {
    Frame(isArray: false, node: PathTree.root, pathLength: 0, element: 0, hash: seed, key: -1)
  }

  /// Frees the excess memory of a hostile line.
  mutating func releaseExcess() {
    if deep.capacity > 4096 { deep = [] }
    if path.capacity > 65_536 { path = [] }
  }

  /// Reads a line.
  ///
  /// - Returns: whether it is one JSON object and nothing else.
  mutating func read(
    _ line: UnsafeRawBufferPointer,
    _ plan: FormatPlan,
    into values: inout EventValues
  ) -> Bool {
    frame = Self.whole(seed)
    frames.removeAll(keepingCapacity: true)
    deep.removeAll(keepingCapacity: true)
    path.removeAll(keepingCapacity: true)
    isInArray = false
    (node, key, element, name, hash) = (PathTree.root, -1, 0, .path, seed)
    let text = ByteText(line)
    var index = 0
    // A byte-order mark begins a file.
    if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF { index = 3 }
    Self.skipBlanks(text, &index)
    guard index < text.count, text[index] == UInt8(ascii: "{") else { return false }
    // Whether an object or array has just begun, and so may end at once.
    var isFirst = false
    while true {
      Self.skipBlanks(text, &index)
      guard index < text.count else { return false }
      if isFirst, text[index] == (isInArray ? ASCII.closeBracket : UInt8(ascii: "}")) {
        index &+= 1
        close(into: &values)
      } else {
        if isInArray {
          beginElement(plan, into: &values)
        } else if !frames.isEmpty {
          guard text[index] == ASCII.quote, takeKey(text, &index, plan, into: &values),
            Self.skipColon(text, &index)
          else { return false }
        }
        let byte = text[index]
        if byte == UInt8(ascii: "{") || byte == ASCII.openBracket {
          index &+= 1
          open(isArray: byte == ASCII.openBracket, text, into: &values)
          isFirst = true
          continue
        }
        guard takeScalar(text, &index, plan, into: &values) else { return false }
      }
      guard takeEnds(text, &index, into: &values) else { return false }
      if frames.isEmpty { return index == text.count }
      isFirst = false
    }
  }

  // MARK: Structure

  private mutating func open(isArray: Bool, _ text: ByteText, into values: inout EventValues) {
    isInArray = isArray
    guard deep.isEmpty, frames.count < Self.deepest else { return deep.append(isArray) }
    if key == Self.known { key = values.open(known: node) }
    let hash = pathHash(text)
    putNameIntoPath(text)
    frames.append(frame)
    frame = Frame(
      isArray: isArray,
      node: node,
      pathLength: path.count,
      element: element,
      hash: hash,
      key: key
    )
  }

  private mutating func close(into values: inout EventValues) {
    defer { isInArray = deep.last ?? frame.isArray }
    if deep.popLast() != nil { return }
    values.close(frame.key)
    guard let outer = frames.popLast() else { return }
    frame = outer
    path.removeLast(path.count &- outer.pathLength)
  }

  /// Takes what is behind a value: the ends of what it is in, up to a comma.
  ///
  /// - Returns: whether a comma is there, or nothing if all has ended.
  @inline(always)
  private mutating func takeEnds(_ text: ByteText, _ index: inout Int, into values: inout EventValues) -> Bool
  {
    while true {
      Self.skipBlanks(text, &index)
      if frames.isEmpty { return true }
      guard index < text.count else { return false }
      let byte = text[index]
      index &+= 1
      if byte == UInt8(ascii: ",") { return true }
      guard byte == (isInArray ? ASCII.closeBracket : UInt8(ascii: "}")) else { return false }
      close(into: &values)
    }
  }

  private mutating func beginElement(_ plan: FormatPlan, into values: inout EventValues) {
    guard deep.isEmpty else { return }
    element = frame.index
    frame.index &+= 1
    let parent = frame.node
    node = PathTree.none
    if parent >= 0 {
      if plan.nodes[parent].firstChild >= 0 {
        var digits = String(element)
        node = digits.withUTF8 { plan.children.value(of: UnsafeRawBufferPointer($0), below: parent) }
      }
      if node < 0 { node = plan.nodes[parent].anyElement }
    }
    values.note(node)
    key = frame.key
    name = .element
    hash = nil
  }

  @inline(always)
  private mutating func takeKey(
    _ text: ByteText,
    _ index: inout Int,
    _ plan: FormatPlan,
    into values: inout EventValues
  ) -> Bool {
    guard deep.isEmpty else { return Self.skipString(text, &index) }
    let start = index &+ 1
    let end = Self.endOfPlain(text, start)
    guard end < text.count else { return false }
    let parent = frame.node
    if text[end] == ASCII.quote {
      name = .line(start..<end)
      index = end &+ 1
      node = parent < 0 ? PathTree.none : plan.children.value(of: start..<end, in: text, below: parent)
      // A key that has a node has no dot.
      if node < 0, Self.hasDot(text, start..<end) { values.hasDottedKey = true }
    } else {
      let length = frame.pathLength
      path.removeLast(path.count &- length)
      if isNested { path.append(ASCII.dot) }
      let start = path.count
      guard Self.decodeString(text, &index, limit: .max, into: &path) else { return false }
      name = .path
      node = path[start...].withUnsafeBytes { name in
        if name.contains(ASCII.dot) { values.hasDottedKey = true }
        return parent < 0 ? PathTree.none : plan.children.value(of: name, below: parent)
      }
    }
    element = frame.element
    hash = nil
    if node >= 0, !plan.nodes[node].isRepeated {
      values.note(known: node, slot: plan.nodes[node].slot)
      key = Self.known
    } else {
      values.note(node)
      key =
        values.mayOpenMore(declared: node >= 0) ? values.open(hash: pathHash(text), declared: node >= 0) : -1
    }
    return true
  }

  /// Whether a name has a dot, or if it is short a colon, which does no harm.
  private static func hasDot(_ text: ByteText, _ name: Range<Int>) -> Bool {
    guard name.count <= ByteScan.width else { return text.slice(name).contains(ASCII.dot) }
    return ByteScan.dotOrColon(text, at: name.lowerBound) & ByteScan.mask(name.count) != 0
  }

  /// The hash of the path of the value that comes next.
  private mutating func pathHash(_ text: ByteText) -> UInt64 {
    if let hash { return hash }
    let hash: UInt64
    switch name {
    case .element:
      var mixed = frame.hash &+ UInt64(truncatingIfNeeded: element &+ 1) &* 0x9E37_79B9_7F4A_7C15
      mixed = (mixed ^ mixed &>> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed &>> 27) &* 0x94D0_49BB_1331_11EB
      hash = mixed ^ mixed &>> 31
    case .line(let range): hash = keyHash(range, in: text)
    case .path:
      hash = path[(isNested ? frame.pathLength &+ 1 : 0)...]
        .withUnsafeBytes { Self.hash($0, below: frame.hash) }
    }
    self.hash = hash
    return hash
  }

  /// The hash of the path of a key that stands in the line.
  private mutating func keyHash(_ name: Range<Int>, in text: ByteText) -> UInt64 {
    guard frames.count == 1, name.count <= NameTable.Beginning.longest else {
      return Self.hash(text.slice(name), below: frame.hash)
    }
    let beginning = NameTable.Beginning(of: name, in: text)
    let place = Int(truncatingIfNeeded: beginning.hash) & (keyHashes.count &- 1)
    if keyHashes[place].name != beginning {
      keyHashes[place] = (beginning, Self.hash(text.slice(name), below: seed))
    }
    return keyHashes[place].hash
  }

  private static func hash(_ name: UnsafeRawBufferPointer, below hash: UInt64) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(hash)
    hasher.combine(bytes: name)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  /// Whether the value that comes next lies in a member of the outermost object, whose name may be empty.
  private var isNested: Bool { frames.count > 1 }

  /// Completes ``path``.
  private mutating func putNameIntoPath(_ text: ByteText) {
    switch name {
    case .path: return
    case .line(let range):
      path.removeLast(path.count &- frame.pathLength)
      if isNested { path.append(ASCII.dot) }
      path.append(contentsOf: text.slice(range))
    case .element:
      path.removeLast(path.count &- frame.pathLength)
      if isNested { path.append(ASCII.dot) }
      var digits = String(element)
      digits.withUTF8 { path.append(contentsOf: $0) }
    }
    name = .path
  }

  // MARK: Values

  /// Takes a string, a number, `true`, `false` or `null`.
  @inline(always)
  private mutating func takeScalar(
    _ text: ByteText,
    _ index: inout Int,
    _ plan: FormatPlan,
    into values: inout EventValues
  ) -> Bool {
    let start = index
    let isString = text[index] == ASCII.quote
    if !isString {
      guard Self.skipWordOrNumber(text, &index) else { return false }
      // Nothing is what null says.
      if text[start] == UInt8(ascii: "n") { return true }
    }
    guard deep.isEmpty else {
      values.isTruncated = true
      return !isString || Self.skipString(text, &index)
    }
    let slot = node >= 0 ? plan.nodes[node].slot : -1
    if slot < 0, key == Self.known { key = values.open(known: node) }
    let credential = node >= 0 ? plan.nodes[node].credential : -1
    guard
      slot >= 0
        || (credential >= 0
          ? values.wantsCredential(key: key) : values.wants(nameLength: nameLength, key: key))
    else {
      return !isString || Self.skipString(text, &index)
    }
    let value: Range<Int>
    if isString {
      let end = Self.endOfPlain(text, start &+ 1)
      guard end < text.count else { return false }
      if text[end] == ASCII.quote {
        value = values.inLine(start &+ 1..<end)
        index = end &+ 1
      } else {
        let decoded = values.decode {
          Self.decodeString(text, &index, limit: EventValues.longestValue, into: &$0)
        }
        guard let decoded else { return false }
        value = decoded
      }
    } else {
      value = values.inLine(start..<index)
    }
    if slot >= 0 {
      values.add(value, slot: slot)
    } else if credential >= 0 {
      values.add(value, credential: credential, element: element)
    } else if case .line(let range) = name, !isNested {
      values.add(value, named: values.inLine(range))
    } else {
      putNameIntoPath(text)
      values.add(value, named: values.append(path))
    }
    if key >= 0, !frame.isArray { values.close(key) }
    return true
  }

  /// The length of the path of the value that comes next, or a little more.
  private var nameLength: Int {
    switch name {
    case .line(let range): frame.pathLength &+ 1 &+ range.count
    case .path: path.count
    case .element: frame.pathLength &+ 20
    }
  }
}
