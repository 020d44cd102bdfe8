import Addresses
import Basics

/// Reads a format's table, strictly: a key that is not known, is missing or has another type is an error.
struct FormatDecoder {
  let file: String
  var tree = PathTree()
  var constants = Format.Constants()
  /// Names that templates give; `nil` where the lines bring their own.
  var holes: Set<String>?

  typealias Members = [TableValue.Member]

  private static let keys: Set = [
    "name", "program", "kind", "images", "is", "address", "own_addresses", "timestamp", "service",
    "event_type", "msg", "sensor", "fields", "credentials", "templates", "in",
  ]
  /// What else stands where a format is named.
  private static let reservedNames: Set = [FormatGuess.syslog, Format.noEvents.name, "auto"]
  /// Fields that decklog makes itself.
  private static let ownFields: Set = ["native_event", "credentials"]

  private init(file: String) { self.file = file }

  /// Reads a table.
  ///
  /// - Parameter file: the table's file, for messages.
  static func decode(_ json: [UInt8], file: String) throws(FormatError) -> Format {
    let table: TableValue
    do {
      table = try TableValue(parsing: json)
    } catch {
      throw FormatError(file: file, key: "", reason: "not valid JSON, or nested too deeply")
    }
    var decoder = FormatDecoder(file: file)
    return try decoder.format(table)
  }

  private mutating func format(_ table: TableValue) throws(FormatError) -> Format {
    let members = try object(table, "", keys: Self.keys)
    func value(_ key: String) -> TableValue? { members.first { $0.key == key }?.value }
    func required(_ key: String) throws(FormatError) -> TableValue {
      guard let value = value(key) else { throw fault(key, "missing") }
      return value
    }

    let name = try string(required("name"), "name")
    guard Self.isName(name, mayHave: "-"), !Self.reservedNames.contains(name) else {
      throw fault("name", "expected lower-case letters, digits and -, not rfc5424, none or auto")
    }
    let kind: Format.Kind = try choice(required("kind"), "kind")
    let address: Format.AddressTrust = try choice(required("address"), "address")
    let templateTexts = value("templates")
    let place = try value("in").map { value throws(FormatError) in try string(value, "in") }
    switch kind {
    case .json:
      guard (templateTexts == nil) == (place == nil) else {
        throw fault("templates", "with kind json, templates and in need each other")
      }
    case .csv:
      if templateTexts != nil { throw fault("templates", "only with kinds text and json") }
    case .text:
      if templateTexts == nil { throw fault("templates", "missing") }
      if place != nil { throw fault("in", "only with kind json") }
      holes = []
    }
    let templateSlot = try place.map { path throws(FormatError) in tree.addSlot(try checked(path, "in")) }
    let templates =
      try templateTexts.map { texts throws(FormatError) in try self.templates(texts, in: place) } ?? []

    var conditions: [Format.Condition] = []
    if let known = value("is") {
      if kind == .text { throw fault("is", "the templates say how a line of kind text is known") }
      for member in try object(known, "is") {
        let (path, pattern) = (member.key, member.value)
        conditions.append(try condition(path, string(pattern, "is.\(path)")))
      }
    }
    if kind != .text, conditions.isEmpty { throw fault("is", "missing or empty") }

    var fields: [(name: Format.Constants.Text, rule: Format.Rule)] = []
    var places = Format.AddressFields()
    for member in try object(required("fields"), "fields") {
      let (field, source) = (member.key, member.value)
      let key = "fields.\(field)"
      guard Self.isName(field, mayHave: "_"), !Self.ownFields.contains(field) else {
        throw fault(key, "expected lower-case letters, digits and _, not native_event or credentials")
      }
      switch field {
      case "src_ip": places.sourceIP = fields.count
      case "src_port": places.sourcePort = fields.count
      case "dst_ip": places.destinationIP = fields.count
      case "dst_port": places.destinationPort = fields.count
      default: break
      }
      fields.append((constants.add(field), try rule(source, key)))
    }
    guard places.sourceIP != nil else { throw fault("fields.src_ip", "missing") }

    return Format(
      name: name,
      program: try value("program").map { value throws(FormatError) in try string(value, "program") } ?? name,
      kind: kind,
      images: try value("images").map { value throws(FormatError) in try images(value) } ?? [],
      address: address,
      ownAddresses: try value("own_addresses").map { value throws(FormatError) in
        try ownAddresses(value, address)
      } ?? [],
      conditions: conditions,
      timestamp: try value("timestamp").map { value throws(FormatError) in try rule(value, "timestamp") },
      service: try closedRule(required("service"), "service"),
      eventType: try closedRule(required("event_type"), "event_type"),
      message: try value("msg").map { value throws(FormatError) in try rule(value, "msg") },
      sensor: try value("sensor").map { value throws(FormatError) in try paths(value, "sensor") },
      fields: fields,
      addressFields: places,
      templates: templates,
      templateSlot: templateSlot,
      credentialPairs: try value("credentials").map { value throws(FormatError) in try credentials(value) }
        ?? 0,
      nativeEvent: constants.add("native_event"),
      credentials: constants.add("credentials"),
      username: constants.add("username"),
      password: constants.add("password"),
      sourcePort: constants.add("src_port"),
      destinationPort: constants.add("dst_port"),
      none: constants.add("-"),
      // Last: what stands above adds to them.
      tree: tree,
      constants: constants
    )
  }

  // MARK: Parts of a table

  private mutating func condition(_ path: String, _ pattern: String) throws(FormatError) -> Format.Condition {
    let slot = tree.addSlot(try checked(path, "is.\(path)"))
    let node = tree.add(path)
    let bytes = Array(pattern.utf8)
    if pattern == "*" { return Format.Condition(node: node, slot: slot, pattern: .present) }
    if bytes.last == UInt8(ascii: "*") {
      return Format.Condition(node: node, slot: slot, pattern: .prefix(bytes.dropLast()))
    }
    return Format.Condition(node: node, slot: slot, pattern: .exactly(bytes))
  }

  /// A rule whose values are all in lines.
  private mutating func paths(_ value: TableValue, _ key: String) throws(FormatError) -> Format.Rule {
    Format.Rule(slots: try slots(value, key))
  }

  /// A rule whose values are all in the table.
  private mutating func closedRule(_ value: TableValue, _ key: String) throws(FormatError) -> Format.Rule {
    let rule = try rule(value, key)
    guard rule.fallback != nil else {
      throw fault(key, "expected a constant, or a map with a default, so that no line chooses it")
    }
    return rule
  }

  /// A path, several paths, `{"const": …}` or `{"path": …, "map": …, "default": …}`.
  private mutating func rule(_ value: TableValue, _ key: String) throws(FormatError) -> Format.Rule {
    var rule = Format.Rule()
    guard case .object = value else {
      rule.slots = try slots(value, key)
      return rule
    }
    let members = try object(value, key, keys: ["const", "path", "map", "default"])
    for member in members {
      let (name, value) = (member.key, member.value)
      switch name {
      case "path":
        rule.slots = try slots(value, "\(key).path")
      case "map":
        rule.map = try map(value, "\(key).map")
        guard !rule.map.isEmpty else { throw fault("\(key).map", "empty") }
      default:
        let text = try string(value, "\(key).\(name)")
        guard !text.isEmpty else { throw fault("\(key).\(name)", "empty") }
        rule.fallback = constants.add(text)
      }
    }
    let names = Set(members.map(\.key))
    guard names == ["const"] || names.isSuperset(of: ["path", "map"]) && !names.contains("const") else {
      throw fault(
        key,
        "expected a path, a list of paths, const alone, or path and map with or without default"
      )
    }
    return rule
  }

  /// An object, or a list of values that stand for themselves.
  private mutating func map(
    _ value: TableValue,
    _ key: String
  ) throws(FormatError) -> [(from: [UInt8], to: Format.Constants.Text)] {
    var pairs: [(String, String)] = []
    if case .array = value {
      for text in try strings(value, key) { pairs.append((text, text)) }
    } else {
      for member in try object(value, key) {
        pairs.append((member.key, try string(member.value, "\(key).\(member.key)")))
      }
    }
    var map: [(from: [UInt8], to: Format.Constants.Text)] = []
    for (from, to) in pairs {
      guard !to.isEmpty else { throw fault("\(key).\(from)", "empty") }
      map.append((Array(from.utf8), constants.add(to)))
    }
    return map
  }

  private mutating func slots(_ value: TableValue, _ key: String) throws(FormatError) -> [Int] {
    let paths: [String] = if case .string(let path) = value { [path] } else { try strings(value, key) }
    guard !paths.isEmpty else { throw fault(key, "expected a path") }
    var slots: [Int] = []
    for path in paths {
      if let holes, !holes.contains(path) { throw fault(key, "no template has '\(path)'") }
      slots.append(tree.addSlot(try checked(path, key)))
    }
    return slots
  }

  /// A path that leads to one value.
  private func checked(_ path: String, _ key: String) throws(FormatError) -> String {
    let names = path.split(separator: ".", omittingEmptySubsequences: false)
    guard names.allSatisfy({ !$0.isEmpty && $0 != "*" }) else {
      throw fault(key, "'\(path)' is not a path: expected keys and indices with dots between")
    }
    return path
  }

  private func ownAddresses(
    _ value: TableValue,
    _ trust: Format.AddressTrust
  ) throws(FormatError) -> Set<IPAddress> {
    guard trust == .traffic else { throw fault("own_addresses", "only with address traffic") }
    var addresses: Set<IPAddress> = []
    for text in try strings(value, "own_addresses") {
      guard let address = IPAddress(text) else {
        throw fault("own_addresses", "'\(text)' is not an address")
      }
      addresses.insert(address.unmapped)
    }
    return addresses
  }

  private func images(_ value: TableValue) throws(FormatError) -> [(glob: Glob, sources: [Format.Source])] {
    var images: [(glob: Glob, sources: [Format.Source])] = []
    for member in try object(value, "images") {
      let key = "images.\(member.key)"
      guard !member.key.isEmpty else { throw fault("images", "expected the names of images") }
      var sources: [Format.Source] = []
      for text in try strings(member.value, key) {
        switch text {
        case "stdout": sources.append(.stdout)
        case "stderr": sources.append(.stderr)
        default:
          do {
            _ = try ContainerPath(text)
          } catch {
            throw fault(key, "'\(text)' is not stdout, stderr or the path of a file: \(error)")
          }
          sources.append(.file(text))
        }
      }
      guard !sources.isEmpty else { throw fault(key, "expected stdout, stderr or paths of files") }
      images.append((Glob(member.key), sources))
    }
    return images
  }

  /// Pairs of paths with one `*` each.
  private mutating func credentials(_ value: TableValue) throws(FormatError) -> Int {
    guard case .array(let pairs) = value else { throw fault("credentials", "expected a list") }
    for (index, pair) in pairs.enumerated() {
      let key = "credentials.\(index)"
      let members = try object(pair, key, keys: ["username", "password"])
      guard members.count == 2 else { throw fault(key, "expected username and password") }
      for member in members {
        let (name, value) = (member.key, member.value)
        let path = try string(value, "\(key).\(name)")
        let names = path.split(separator: ".", omittingEmptySubsequences: false)
        guard names.count(where: { $0 == "*" }) == 1, names.first != "*", !names.contains("") else {
          throw fault("\(key).\(name)", "expected a path with one *")
        }
        tree.addCredential(path, part: 2 * index + (name == "username" ? 0 : 1))
      }
    }
    return pairs.count
  }
}
