/// A format as its reader needs it: flat lists without references, and one text that they are ranges of.
struct FormatPlan: Sendable {
  /// See ``Format/Rule``.
  struct Rule: Sendable {
    /// In ``FormatPlan/slots``.
    var slots = 0..<0
    /// In ``FormatPlan/map``.
    var map = 0..<0
    var fallback: Range<Int>?
  }

  struct MapEntry: Sendable {
    var from: Range<Int>
    var to: Range<Int>
  }

  struct Field: Sendable {
    enum Role: Sendable {
      case other
      case sourceIP
      case sourcePort
      case destinationIP
      case destinationPort
    }
    var name: Range<Int>
    var rule: Rule
    var role: Role
  }

  struct Condition: Sendable {
    enum Kind: Sendable {
      case present
      case exactly
      case prefix
    }
    var kind: Kind
    var node: Int
    var slot: Int
    var text: Range<Int>
  }

  /// What the text of each event begins with: the table's constants, paths and map keys.
  private(set) var text: [UInt8]
  let nodes: [PathTree.Node]
  /// The nodes of keys, by the node above.
  private(set) var children = NameTable()
  /// The path of each slot.
  private(set) var paths: [Range<Int>] = []
  private(set) var slots: [Int] = []
  private(set) var map: [MapEntry] = []
  private(set) var conditions: [Condition] = []
  private(set) var fields: [Field] = []
  private(set) var timestamp: Rule?
  private(set) var service = Rule()
  private(set) var eventType = Rule()
  private(set) var message: Rule?
  private(set) var sensor: Rule?
  /// Names that no other value of a line may have: the declared ones, and those of decklog's own.
  private(set) var reserved = NameTable()

  init(_ format: Format) {
    text = format.constants.bytes
    nodes = format.tree.nodes
    for (parent, child, name) in format.tree.children { children.add(name, below: parent, value: child) }
    paths = format.tree.paths.map { add($0) }
    conditions = format.conditions.map { condition in
      switch condition.pattern {
      case .present: Condition(kind: .present, node: condition.node, slot: condition.slot, text: 0..<0)
      case .exactly(let text):
        Condition(kind: .exactly, node: condition.node, slot: condition.slot, text: add(text))
      case .prefix(let text):
        Condition(kind: .prefix, node: condition.node, slot: condition.slot, text: add(text))
      }
    }
    timestamp = format.timestamp.map { rule($0) }
    service = rule(format.service)
    eventType = rule(format.eventType)
    message = format.message.map { rule($0) }
    sensor = format.sensor.map { rule($0) }
    let places = format.addressFields
    fields = format.fields.enumerated().map { index, field in
      let role: Field.Role =
        switch index {
        case places.sourceIP: .sourceIP
        case places.sourcePort: .sourcePort
        case places.destinationIP: .destinationIP
        case places.destinationPort: .destinationPort
        default: .other
        }
      return Field(name: field.name, rule: rule(field.rule), role: role)
    }
    for name in [format.nativeEvent, format.credentials] + fields.map(\.name) {
      reserved.add(text[name], value: name.lowerBound)
    }
  }

  private mutating func add(_ bytes: [UInt8]) -> Range<Int> {
    text += bytes
    return text.count - bytes.count..<text.count
  }

  private mutating func rule(_ rule: Format.Rule) -> Rule {
    let start = (slots: slots.count, map: map.count)
    slots += rule.slots
    for entry in rule.map { map.append(MapEntry(from: add(entry.from), to: entry.to)) }
    return Rule(slots: start.slots..<slots.count, map: start.map..<map.count, fallback: rule.fallback)
  }
}
