import Addresses
import Basics
import DecoyEvents
import Syslog

// What the values of a line make of its event.
extension FormatReader {
  func meetsConditions() -> Bool {
    format.conditions.allSatisfy { condition in
      switch condition.pattern {
      case .present: values.isPresent[condition.node]
      case .exactly(let text): leafValue(at: condition.slot)?.elementsEqual(text) == true
      case .prefix(let text): leafValue(at: condition.slot)?.starts(with: text) == true
      }
    }
  }

  private func leafValue(at slot: Int) -> ArraySlice<UInt8>? {
    let leaf = values.slots[slot]
    return leaf >= 0 ? values.text[values.leaves[leaf].value] : nil
  }

  /// What a rule says; `nil` if that is nothing.
  ///
  /// - Returns: the value, and the value as the line has it.
  private mutating func resolve(_ rule: Format.Rule) -> (value: Range<Int>, original: Range<Int>?)? {
    var found: Int?
    for slot in rule.slots where values.slots[slot] >= 0 {
      let leaf = values.slots[slot]
      if values.leaves[leaf].value.isEmpty {
        values.take(leaf)
      } else {
        found = leaf
        break
      }
    }
    guard let found else { return rule.fallback.map { ($0, nil) } }
    let range = values.leaves[found].value
    guard rule.isMapped else {
      values.take(found)
      return (range, range)
    }
    let value = values.text[range]
    guard let entry = rule.map.first(where: { $0.from.count == value.count && $0.from.elementsEqual(value) })
    else { return rule.fallback.map { ($0, range) } }
    values.take(found)
    return (entry.to, range)
  }

  mutating func makeEvent() {
    event.fields.removeAll(keepingCapacity: true)
    event.attackerAddress = nil
    event.attribution = .none
    takeTime()
    event.service = resolve(format.service)?.value ?? format.none
    let type = resolve(format.eventType)
    event.eventType = type?.value ?? format.none
    event.message = format.message.flatMap { resolve($0)?.value } ?? 0..<0
    event.sensor = format.sensor.flatMap { resolve($0)?.value }
    takeFields()
    if let original = type?.original {
      put(format.nativeEvent, original)
      setTaken(true, at: format.eventType, with: original)
    }
    takeCredentials()
    putOthers()
    event.flags = []
    if values.isTruncated { event.flags.insert(.truncated) }
    if values.hasDuplicateKey { event.flags.insert(.duplicateKey) }
  }

  private mutating func put(_ name: Range<Int>, _ value: Range<Int>) {
    event.fields.append(DecoyEvent.Field(element: 0..<0, name: name, value: value, hasBackslash: false))
  }

  /// Says whether the event has the leaf of a rule that has this value.
  private mutating func setTaken(_ isTaken: Bool, at rule: Format.Rule, with value: Range<Int>) {
    for slot in rule.slots where values.slots[slot] >= 0 && values.leaves[values.slots[slot]].value == value {
      values.take(values.slots[slot], isTaken)
    }
  }

  /// An unreadable time stays a field too.
  private mutating func takeTime() {
    event.timestamp = format.none
    event.hasValidTimestamp = false
    guard let rule = format.timestamp, let value = resolve(rule)?.value else { return }
    let start = values.text.count
    event.hasValidTimestamp = values.withText { EventTime.append(value, of: &$0) }
    event.timestamp = event.hasValidTimestamp ? start..<values.text.count : value
    if !event.hasValidTimestamp { setTaken(false, at: rule, with: value) }
  }

  private mutating func takeFields() {
    var ports: (source: Range<Int>?, destination: Range<Int>?)
    for (index, field) in format.fields.enumerated() {
      guard let value = resolve(field.rule)?.value else { continue }
      switch index {
      case format.addressFields.sourceIP:
        let (address, port) = takeAddress(value)
        if let address {
          event.attackerAddress = address
          event.attribution = format.address == .peer ? .field : .header
        }
        ports.source = port
        put(field.name, address ?? value)
      case format.addressFields.destinationIP:
        let (address, port) = takeAddress(value)
        ports.destination = port
        put(field.name, address ?? value)
      case format.addressFields.sourcePort:
        ports.source = value
      case format.addressFields.destinationPort:
        ports.destination = value
      default:
        put(field.name, value)
      }
    }
    if let port = ports.source { put(format.sourcePort, port) }
    if let port = ports.destination { put(format.destinationPort, port) }
  }

  /// The address that a value is, IPv4-mapped ones as IPv4, and the port behind it.
  private mutating func takeAddress(_ value: Range<Int>) -> (address: Range<Int>?, port: Range<Int>?) {
    let literal = values.text[value].withUnsafeBytes { AddressLiteral($0) }
    guard let literal else { return (nil, nil) }
    func shifted(_ range: Range<Int>) -> Range<Int> {
      range.lowerBound + value.lowerBound..<range.upperBound + value.lowerBound
    }
    let port = literal.port.map(shifted)
    let unmapped = literal.value.unmapped
    guard unmapped != literal.value else { return (shifted(literal.address), port) }
    // `::ffff:0.0.0.0` is nobody's.
    guard !unmapped.isUnspecified else { return (nil, nil) }
    return (values.append(unmapped.description.utf8), port)
  }

  /// The first of several credentials is the user's name and password; all are in `credentials`.
  private mutating func takeCredentials() {
    guard !values.credentials.isEmpty else { return }
    var found: [(username: Range<Int>?, password: Range<Int>?)] = []
    for pair in 0..<format.credentialPairs {
      let parts = values.credentials.filter { $0.part >= 0 && $0.part / 2 == pair }
      for index in Set(parts.map(\.index)).sorted() {
        found.append(
          (
            parts.last { $0.index == index && $0.part % 2 == 0 }?.value,
            parts.last { $0.index == index && $0.part % 2 == 1 }?.value
          )
        )
      }
    }
    guard let first = found.first else { return }
    if let username = first.username { put(format.username, username) }
    if let password = first.password { put(format.password, password) }
    guard found.count > 1 else { return }
    var json = JSONWriter()
    json.array(found) { json, credential in
      guard json.bytes.count < Self.longestCredentials else {
        values.isTruncated = true
        return
      }
      json.object { json in
        if let name = credential.username { json.field("username", text(name)) }
        if let password = credential.password { json.field("password", text(password)) }
      }
    }
    put(format.credentials, values.append(json.bytes))
  }

  /// After how many bytes no more credentials are added.
  private static let longestCredentials = 16_384

  private func text(_ range: Range<Int>) -> String {
    String(decoding: values.text[range].prefix(1024), as: UTF8.self)
  }

  /// Puts what no rule took, under its path.
  private mutating func putOthers() {
    let declared = event.fields.count
    var mayRepeat = values.hasDottedKey
    for index in values.leaves.indices where !values.leaves[index].isTaken {
      let leaf = values.leaves[index]
      var name = leaf.name
      if leaf.slot >= 0, name.isEmpty { name = values.append(format.tree.paths[leaf.slot]) }
      if isReserved(name, declared) {
        name = values.append(Array(values.text[name]) + [ASCII.underscore])
        mayRepeat = true
      }
      put(name, leaf.value)
    }
    if mayRepeat { separateNames(from: declared) }
  }

  /// Whether a name is declared, one of those that decklog itself adds, or among the event's first `count` fields.
  private func isReserved(_ name: Range<Int>, _ count: Int) -> Bool {
    values.text.withUnsafeBytes { text in
      let bytes = UnsafeRawBufferPointer(rebasing: text[name])
      func equals(_ other: Range<Int>) -> Bool {
        other.count == bytes.count && text[other].elementsEqual(bytes)
      }
      return equals(format.nativeEvent) || equals(format.credentials)
        || format.fields.contains { equals($0.name) } || event.fields[..<count].contains { equals($0.name) }
    }
  }

  /// Gives fields of the same name, such as `a.b` and `b` in `a`, each its own.
  private mutating func separateNames(from start: Int) {
    names.removeAll(keepingCapacity: true)
    for field in event.fields[..<start] { names.insert(Array(values.text[field.name])) }
    for index in event.fields.indices[start...] {
      var name = Array(values.text[event.fields[index].name])
      guard !names.insert(name).inserted else { continue }
      repeat { name.append(ASCII.underscore) } while !names.insert(name).inserted
      event.fields[index].name = values.append(name)
    }
  }
}
