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
    /// Of its key and of all above.
    var hash: Int
    /// The key that it is the value of; -1 if none is kept.
    var key: Int
  }

  private enum Next {
    case value
    /// A key or the end of an object.
    case firstKey
    case key
    /// A value or the end of an array.
    case firstValue
    case commaOrEnd
  }

  private var frames: [Frame] = []
  /// The objects (`false`) and arrays (`true`) below ``deepest``.
  private var deep: [Bool] = []
  private var path: [UInt8] = []

  // Of the value that comes next.
  private var node = PathTree.none
  private var hash = 0
  private var key = -1
  private var element = 0

  /// Gives back what a hostile line has taken.
  mutating func releaseExcess() {
    if deep.capacity > 4096 { deep = [] }
    if path.capacity > 65_536 { path = [] }
  }

  /// Reads a line.
  ///
  /// - Returns: whether it is one JSON object and nothing else.
  mutating func read(_ line: UnsafeRawBufferPointer, _ tree: PathTree, into values: inout EventValues) -> Bool
  {
    frames.removeAll(keepingCapacity: true)
    deep.removeAll(keepingCapacity: true)
    path.removeAll(keepingCapacity: true)
    (node, hash, key, element) = (PathTree.root, 0, -1, 0)
    let text = ByteText(line)
    var index = 0
    // A byte-order mark begins a file.
    if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF { index = 3 }
    Self.skipBlanks(text, &index)
    guard index < text.count, text[index] == UInt8(ascii: "{") else { return false }
    var next = Next.value
    while true {
      Self.skipBlanks(text, &index)
      guard index < text.count else { return false }
      let byte = text[index]
      switch next {
      case .firstKey, .key:
        if next == .firstKey, byte == UInt8(ascii: "}") {
          index &+= 1
          close(into: &values)
          next = .commaOrEnd
          break
        }
        guard byte == ASCII.quote, takeKey(text, &index, tree, into: &values) else { return false }
        Self.skipBlanks(text, &index)
        guard index < text.count, text[index] == ASCII.colon else { return false }
        index &+= 1
        next = .value
      case .firstValue where byte == ASCII.closeBracket:
        index &+= 1
        close(into: &values)
        next = .commaOrEnd
      case .firstValue, .value:
        if isInArray { beginElement(tree, into: &values) }
        switch byte {
        case UInt8(ascii: "{"):
          index &+= 1
          open(isArray: false)
          next = .firstKey
        case ASCII.openBracket:
          index &+= 1
          open(isArray: true)
          next = .firstValue
        default:
          guard takeScalar(text, &index, tree, into: &values) else { return false }
          next = .commaOrEnd
        }
      case .commaOrEnd:
        index &+= 1
        switch byte {
        case UInt8(ascii: ","): next = isInArray ? .value : .key
        case UInt8(ascii: "}") where !isInArray, ASCII.closeBracket where isInArray: close(into: &values)
        default: return false
        }
      }
      if frames.isEmpty {
        Self.skipBlanks(text, &index)
        return index == text.count
      }
    }
  }

  // MARK: Structure

  private var isInArray: Bool { deep.last ?? frames.last?.isArray ?? false }

  private mutating func open(isArray: Bool) {
    if frames.count < Self.deepest {
      frames.append(
        Frame(isArray: isArray, node: node, pathLength: path.count, element: element, hash: hash, key: key)
      )
    } else {
      deep.append(isArray)
    }
  }

  private mutating func close(into values: inout EventValues) {
    if deep.popLast() != nil { return }
    guard let frame = frames.popLast() else { return }
    values.close(frame.key)
    path.removeLast(path.count - frame.pathLength)
  }

  private mutating func beginElement(_ tree: PathTree, into values: inout EventValues) {
    guard deep.isEmpty, let last = frames.indices.last else { return }
    let index = frames[last].index
    frames[last].index += 1
    path.removeLast(path.count - frames[last].pathLength)
    path.append(ASCII.dot)
    var digits = String(index)
    digits.withUTF8 { path.append(contentsOf: $0) }
    node = tree.element(index, below: frames[last].node)
    element = index
    var hasher = Hasher()
    hasher.combine(frames[last].hash)
    hasher.combine(index)
    hash = hasher.finalize()
    values.note(node)
    key = frames[last].key
  }

  private mutating func takeKey(
    _ text: ByteText,
    _ index: inout Int,
    _ tree: PathTree,
    into values: inout EventValues
  ) -> Bool {
    guard deep.isEmpty, let frame = frames.last else { return Self.skipString(text, &index) }
    path.removeLast(path.count - frame.pathLength)
    if frame.pathLength > 0 { path.append(ASCII.dot) }
    let start = path.count
    guard Self.decodeString(text, &index, limit: .max, into: &path) else { return false }
    let node = frame.node
    (self.node, hash) = path[start...].withUnsafeBytes { name in
      var hasher = Hasher()
      hasher.combine(frame.hash)
      hasher.combine(bytes: name)
      if !values.hasDottedKey, name.contains(ASCII.dot) { values.hasDottedKey = true }
      return (tree.child(named: name, below: node), hasher.finalize())
    }
    element = frame.element
    let isRepeated = self.node >= 0 && tree.nodes[self.node].isRepeated
    key = values.open(self.node, isRepeated: isRepeated, hash: hash)
    return true
  }

  // MARK: Values

  /// Takes a string, a number, `true`, `false` or `null`.
  private mutating func takeScalar(
    _ text: ByteText,
    _ index: inout Int,
    _ tree: PathTree,
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
    let place = node >= 0 ? tree.nodes[node] : nil
    guard values.wants(place, nameLength: path.count, key: key) else {
      return !isString || Self.skipString(text, &index)
    }
    var range = 0..<0
    if isString {
      let isValid = values.withText { output in
        let start = output.count
        defer { range = start..<output.count }
        return Self.decodeString(text, &index, limit: EventValues.longestValue, into: &output)
      }
      guard isValid else { return false }
    } else {
      range = values.append(text.slice(start..<index).prefix(EventValues.longestValue))
    }
    values.add(range, at: place, name: path[...], element: element)
    if frames.last?.isArray == false { values.close(key) }
    return true
  }
}
