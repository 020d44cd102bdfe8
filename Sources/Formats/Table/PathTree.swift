/// The paths that a format's table names, as a tree.
///
/// A path is split at its dots. A number is also the index of an array's element; `*` is any index.
struct PathTree: Sendable {
  struct Node: Sendable {
    /// The key, in ``PathTree/names``.
    var name: Range<Int>
    /// The first node below; -1 if there is none.
    var firstChild = -1
    /// The next node beside it; -1 if there is none.
    var next = -1
    /// The node for any element of an array; -1 if there is none.
    var anyElement = -1
    /// The number of the path that ends here; -1 if none does.
    var slot = -1
    /// Which part of a credential it is; -1 if none.
    var credential = -1
    /// Whether more than one value of a line may be here, since an element's index is left open.
    var isRepeated = false
  }

  static let root = 0
  static let none = -1

  private(set) var nodes = [Node(name: 0..<0)]
  private var names: [UInt8] = []
  /// The paths that have slots, as they are written.
  private(set) var paths: [[UInt8]] = []

  /// The node of a path, added if it is new.
  mutating func add(_ path: String) -> Int {
    path.split(separator: ".", omittingEmptySubsequences: false).reduce(Self.root) { node, name in
      name == "*" ? addElement(below: node) : addChild(Array(name.utf8), below: node)
    }
  }

  /// The slot of a path, added if it is new.
  mutating func addSlot(_ path: String) -> Int {
    let node = add(path)
    if nodes[node].slot < 0 {
      nodes[node].slot = paths.count
      paths.append(Array(path.utf8))
    }
    return nodes[node].slot
  }

  /// Makes the values of a path a part of credentials.
  mutating func addCredential(_ path: String, part: Int) { nodes[add(path)].credential = part }

  private mutating func addElement(below parent: Int) -> Int {
    if nodes[parent].anyElement >= 0 { return nodes[parent].anyElement }
    var node = Node(name: 0..<0)
    node.isRepeated = true
    nodes[parent].anyElement = nodes.count
    nodes.append(node)
    return nodes.count - 1
  }

  private mutating func addChild(_ name: [UInt8], below parent: Int) -> Int {
    let known = child(named: name, below: parent)
    guard known == Self.none else { return known }
    var node = Node(name: names.count..<names.count + name.count)
    node.isRepeated = nodes[parent].isRepeated
    names += name
    node.next = nodes[parent].firstChild
    nodes[parent].firstChild = nodes.count
    nodes.append(node)
    return nodes.count - 1
  }

  /// The node of a key; ``none`` if no path goes there.
  private func child(named name: [UInt8], below parent: Int) -> Int {
    var node = nodes[parent].firstChild
    while node >= 0 {
      if names[nodes[node].name].elementsEqual(name) { return node }
      node = nodes[node].next
    }
    return Self.none
  }

  /// All keys: the node above, the node and the name.
  var children: [(parent: Int, child: Int, name: [UInt8])] {
    nodes.indices.flatMap { parent in
      sequence(first: nodes[parent].firstChild) { nodes[$0].next }
        .prefix { $0 >= 0 }.map { (parent, $0, Array(names[nodes[$0].name])) }
    }
  }
}
