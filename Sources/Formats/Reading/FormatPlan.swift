/// A format as its reader needs it: flat lists without references, and one text that they are ranges of.
///
/// A class, because it is large and never changes.
final class FormatPlan: Sendable {
  /// See ``Format/Rule``. One without slots and default says nothing.
  struct Rule: Sendable {
    /// In ``FormatPlan/slots``.
    var slots = 0..<0
    /// In ``FormatPlan/mapped``.
    var map = 0..<0
    var fallback: Range<Int>?
    /// See ``EventValues/slotBits``.
    var slotBits: UInt64 = 0

    /// Whether one of the slots may have a value.
    @inline(always)
    func mayFind(_ bits: UInt64) -> Bool { slotBits & bits != 0 }

    /// Whether the rule may say something.
    @inline(always)
    func mayResolve(_ bits: UInt64) -> Bool { mayFind(bits) || fallback != nil }
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

  /// What the text of each event begins with: the table's constants, paths and conditions.
  let text: [UInt8]
  let nodes: [PathTree.Node]
  /// The nodes of keys, by the node above.
  let children: NameTable
  /// The path of each slot.
  let paths: [Range<Int>]
  let slots: [Int]
  /// What rules' maps make of values.
  let mapped: [Range<Int>]
  /// Where a value stands in ``mapped``, below the beginning of the rule's map.
  let mapKeys: NameTable
  let conditions: [Condition]
  let fields: [Field]
  let timestamp: Rule
  let service: Rule
  let eventType: Rule
  let message: Rule
  let sensor: Rule
  /// Names that no other value of a line may have: the declared ones, and those of decklog's own.
  let reserved: NameTable

  init(_ format: Format) {
    var text = format.constants.bytes
    var slots: [Int] = []
    var mapped: [Range<Int>] = []
    var mapKeys = NameTable()
    func add(_ bytes: [UInt8]) -> Range<Int> {
      text += bytes
      return text.count - bytes.count..<text.count
    }
    func add(_ rule: Format.Rule) -> Rule {
      let start = (slots: slots.count, map: mapped.count)
      slots += rule.slots
      for entry in rule.map {
        mapKeys.add(entry.from, below: start.map, value: mapped.count)
        mapped.append(entry.to)
      }
      return Rule(
        slots: start.slots..<slots.count,
        map: start.map..<mapped.count,
        fallback: rule.fallback,
        slotBits: rule.slots.reduce(0) { $0 | EventValues.bit(ofSlot: $1) }
      )
    }

    nodes = format.tree.nodes
    var children = NameTable()
    for (parent, child, name) in format.tree.children { children.add(name, below: parent, value: child) }
    self.children = children
    paths = format.tree.paths.map { add($0) }
    conditions = format.conditions.map { condition in
      let (kind, pattern): (Condition.Kind, [UInt8]) =
        switch condition.pattern {
        case .present: (.present, [])
        case .exactly(let text): (.exactly, text)
        case .prefix(let text): (.prefix, text)
        }
      return Condition(kind: kind, node: condition.node, slot: condition.slot, text: add(pattern))
    }
    timestamp = format.timestamp.map { add($0) } ?? Rule()
    service = add(format.service)
    eventType = add(format.eventType)
    message = format.message.map { add($0) } ?? Rule()
    sensor = format.sensor.map { add($0) } ?? Rule()
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
      return Field(name: field.name, rule: add(field.rule), role: role)
    }
    var reserved = NameTable()
    for name in [format.nativeEvent, format.credentials] + fields.map(\.name) {
      reserved.add(text[name], value: name.lowerBound)
    }
    self.reserved = reserved
    self.text = text
    self.slots = slots
    self.mapped = mapped
    self.mapKeys = mapKeys
  }
}
