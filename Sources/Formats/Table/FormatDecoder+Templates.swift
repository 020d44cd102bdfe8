extension FormatDecoder {
  mutating func templates(_ value: TableValue, in place: String?) throws(FormatError) -> [Template] {
    guard case .array(let values) = value, !values.isEmpty else {
      throw fault("templates", "expected a list")
    }
    var templates: [Template] = []
    for (index, value) in values.enumerated() {
      let key = "templates.\(index)"
      var event: String?
      var text: String?
      if case .object = value {
        for member in try object(value, key, keys: ["event", "line"]) {
          let (name, value) = (member.key, member.value)
          let string = try string(value, "\(key).\(name)")
          if name == "event" { event = string } else { text = string }
        }
      } else {
        text = try string(value, key)
      }
      guard let text, !text.isEmpty else { throw fault(key, "expected a line") }
      let steps = try steps(of: text, key, in: place)
      templates.append(
        Template(
          steps: steps,
          event: event.map {
            let hole = hole("event", in: place); return (hole.node, hole.name, constants.add($0))
          }
        )
      )
    }
    return templates
  }

  private mutating func hole(_ name: String, in place: String?) -> (node: Int, name: Format.Constants.Text) {
    holes?.insert(name)
    let path = place.map { "\($0).\(name)" } ?? name
    return (tree.add(path), constants.add(path))
  }

  /// `literal {type} {type:name}`; `{{` and `}}` stand for braces.
  private mutating func steps(of text: String, _ key: String, in place: String?) throws(FormatError)
    -> [Template.Step]
  {
    var steps: [Template.Step] = []
    var literal: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let isDoubled = rest.first == byte
      switch byte {
      case UInt8(ascii: "{") where isDoubled, UInt8(ascii: "}") where isDoubled:
        literal.append(byte)
        rest.removeFirst()
      case UInt8(ascii: "{"):
        guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { throw fault(key, "a { without }") }
        let parts = String(decoding: rest[..<end], as: UTF8.self).split(separator: ":", maxSplits: 1)
        rest = rest[(end + 1)...]
        guard let type = parts.first.flatMap({ Template.HoleType(rawValue: String($0)) }) else {
          throw fault(key, "unknown type of hole; expected one of \(Self.list(Template.HoleType.allCases))")
        }
        let name = String(parts.last ?? "")
        guard Self.isName(name, mayHave: "_") else {
          throw fault(key, "'\(name)' is not a name: expected lower-case letters, digits and _")
        }
        if !literal.isEmpty { steps.append(.literal(literal)) }
        literal = []
        let hole = hole(name, in: place)
        steps.append(.hole(type, node: hole.node, name: hole.name))
      case UInt8(ascii: "}"):
        throw fault(key, "a } without {")
      default:
        literal.append(byte)
      }
    }
    if !literal.isEmpty { steps.append(.literal(literal)) }
    for (index, step) in steps.enumerated() {
      guard case .hole(let type, _, _) = step else { continue }
      let following = steps[(index + 1)...]
      let isBeforeLiteral = if case .literal? = following.first { true } else { false }
      switch type {
      case .rest where following.count > (isBeforeLiteral ? 1 : 0):
        throw fault(key, "{rest} comes last, or before the last literal")
      case .text where !isBeforeLiteral:
        throw fault(key, "{text} comes before a literal; {rest} takes everything")
      default:
        break
      }
    }
    return steps
  }
}
