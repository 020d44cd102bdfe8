import Addresses
import Basics
import DecoyEvents
import Syslog

// What the values of a line make of its event.
extension FormatReader {
  /// Whether the line is an event of the format.
  ///
  /// Mutating, and a loop, because the compiler copies the reader for other methods and for closures.
  mutating func meetsConditions() -> Bool {
    for condition in plan.conditions where !meets(condition) { return false }
    return true
  }

  @inline(always)
  private func meets(_ condition: FormatPlan.Condition) -> Bool {
    guard condition.kind != .present else { return values.isPresent(condition.node) }
    let leaf = values.slots[condition.slot]
    guard leaf >= 0 else { return false }
    let value = values.leaves[leaf].value
    return values.isPrefix(condition.text, of: value)
      && (condition.kind == .prefix || condition.text.count == value.count)
  }

  /// What a rule says.
  private struct Finding {
    var value: Range<Int>
    /// The leaf that it is from; -1 for the default of a rule that finds no value.
    var leaf: Int
  }

  /// What a rule says; `nil` if that is nothing.
  @inline(always)
  private mutating func resolve(_ rule: FormatPlan.Rule) -> Finding? {
    if rule.mayFind(values.slotBits) {
      for index in rule.slots {
        let leaf = values.slots[plan.slots[index]]
        guard leaf >= 0 else { continue }
        let value = values.leaves[leaf].value
        guard value.isEmpty || rule.map.isEmpty else { return look(up: leaf, in: rule) }
        values.take(leaf)
        if !value.isEmpty { return Finding(value: value, leaf: leaf) }
      }
    }
    return rule.fallback.map { Finding(value: $0, leaf: -1) }
  }

  @inline(never)
  private mutating func look(up leaf: Int, in rule: FormatPlan.Rule) -> Finding? {
    let plan = plan
    let value = values.leaves[leaf].value
    let entry = values.text.withUnsafeBytes {
      plan.mapKeys.value(of: value, in: ByteText($0), below: rule.map.lowerBound)
    }
    guard entry >= 0 else { return rule.fallback.map { Finding(value: $0, leaf: leaf) } }
    values.take(leaf)
    return Finding(value: plan.mapped[entry], leaf: leaf)
  }

  mutating func makeEvent() {
    event.fields.removeAll(keepingCapacity: true)
    event.attackerAddress = nil
    event.attribution = .none
    hasAddedNames = false
    takeTime()
    event.service = resolve(plan.service)?.value ?? format.none
    let type = resolve(plan.eventType)
    event.eventType = type?.value ?? format.none
    event.message = resolve(plan.message)?.value ?? 0..<0
    event.sensor = resolve(plan.sensor)?.value
    takeFields()
    if let leaf = type?.leaf, leaf >= 0 {
      put(format.nativeEvent, values.leaves[leaf].value)
      values.take(leaf)
    }
    takeCredentials()
    putOthers()
    event.setFlags(isTruncated: values.isTruncated, hasDuplicateKey: values.hasDuplicateKey)
  }

  private mutating func put(_ name: Range<Int>, _ value: Range<Int>) {
    event.fields.append(DecoyEvent.Field(element: 0..<0, name: name, value: value, hasBackslash: false))
  }

  /// An unreadable time stays a field too.
  private mutating func takeTime() {
    event.timestamp = format.none
    event.hasValidTimestamp = false
    guard let finding = resolve(plan.timestamp) else { return }
    let value = finding.value
    event.timestamp = value
    event.hasValidTimestamp = values.text.withUnsafeBytes {
      SyslogTimestamp.isValid(UnsafeRawBufferPointer(rebasing: $0[value]))
    }
    guard !event.hasValidTimestamp else { return }
    if let time = values.decode({ EventTime.append(value, of: &$0) }) {
      event.timestamp = time
      event.hasValidTimestamp = true
    } else if finding.leaf >= 0, values.leaves[finding.leaf].value == value {
      values.take(finding.leaf, false)
    }
  }

  private mutating func takeFields() {
    var destination: Range<Int>?
    var ports: (source: Range<Int>?, destination: Range<Int>?)
    let plan = plan
    for index in plan.fields.indices {
      guard plan.fields[index].rule.mayResolve(values.slotBits),
        let value = resolve(plan.fields[index].rule)?.value
      else { continue }
      let field = plan.fields[index]
      switch field.role {
      case .sourceIP:
        let (address, port) = takeAddress(value)
        if let address {
          event.attackerAddress = address
          event.attribution = format.address == .header ? .header : .field
        }
        ports.source = port
        put(field.name, address ?? value)
      case .destinationIP:
        let (address, port) = takeAddress(value)
        destination = address
        ports.destination = port
        put(field.name, address ?? value)
      case .sourcePort: ports.source = value
      case .destinationPort: ports.destination = value
      case .other: put(field.name, value)
      }
    }
    if format.address == .traffic, !isIncoming(to: destination) {
      event.attackerAddress = nil
      event.attribution = .none
    }
    hasAddedNames = ports.source != nil || ports.destination != nil
    if let port = ports.source { put(format.sourcePort, port) }
    if let port = ports.destination { put(format.destinationPort, port) }
  }

  /// Whether the sensor is where the traffic goes, and not where it comes from.
  private func isIncoming(to destination: Range<Int>?) -> Bool {
    func isOwn(_ range: Range<Int>?) -> Bool? {
      let address = range.flatMap { values.text[$0].withUnsafeBytes { AddressLiteral($0)?.value } }
      return address.map { format.ownAddresses.contains($0) }
    }
    return isOwn(event.attackerAddress) == false && isOwn(destination) == true
  }

  /// The address that a value is, IPv4-mapped ones as IPv4, and the port behind it.
  private mutating func takeAddress(_ value: Range<Int>) -> (address: Range<Int>?, port: Range<Int>?) {
    let isPlain = values.text.withUnsafeBytes {
      IPAddress.isSpecifiedV4(UnsafeRawBufferPointer(rebasing: $0[value]))
    }
    if isPlain { return (value, nil) }
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
      var places: [Int: Int] = [:]
      let parts = values.credentials.filter { $0.part >= 0 && $0.part / 2 == pair }
      for part in parts.sorted(by: { $0.index < $1.index }) {
        let place = places[part.index] ?? found.count
        if place == found.count { found.append((nil, nil)) }
        places[part.index] = place
        if part.part % 2 == 0 {
          found[place].username = part.value
        } else {
          found[place].password = part.value
        }
      }
    }
    guard let first = found.first else { return }
    hasAddedNames = true
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
        if let name = credential.username { json.field("username", shortened(name)) }
        if let password = credential.password { json.field("password", shortened(password)) }
      }
    }
    put(format.credentials, values.append(json.bytes))
  }

  /// After how many bytes no more credentials are added.
  private static let longestCredentials = 16_384

  /// The longest user name or password in `credentials`, in bytes.
  private static let longestPart = 1024

  /// A user name or password, cut between characters.
  private mutating func shortened(_ range: Range<Int>) -> String {
    var end = min(range.upperBound, range.lowerBound + Self.longestPart)
    if end < range.upperBound {
      values.isTruncated = true
      // At most three bytes: what isn't UTF-8 is cut anywhere.
      var cut = end
      while cut > end - 3, cut > range.lowerBound, values.text[cut] & 0xC0 == 0x80 { cut -= 1 }
      if values.text[cut] & 0xC0 != 0x80 { end = cut }
    }
    return String(decoding: values.text[range.lowerBound..<end], as: UTF8.self)
  }

  /// Puts what no rule took, under its path.
  private mutating func putOthers() {
    let declared = event.fields.count
    var mayRepeat = values.hasDottedKey
    for index in values.leaves.indices where !values.leaves[index].isTaken {
      let leaf = values.leaves[index]
      var name = leaf.slot >= 0 ? plan.paths[leaf.slot] : leaf.name
      if isReserved(name, declared) {
        name = values.append(Array(values.text[name]) + [ASCII.underscore])
        mayRepeat = true
      }
      put(name, leaf.value)
    }
    if mayRepeat { separateNames(from: declared) }
  }

  /// Whether a name is declared, one of those that decklog itself adds, or among the event's first `count` fields.
  ///
  /// Mutating as ``meetsConditions()`` is.
  @inline(always)
  private mutating func isReserved(_ name: Range<Int>, _ count: Int) -> Bool {
    let plan = plan
    let known = values.text.withUnsafeBytes { plan.reserved.value(of: name, in: ByteText($0)) }
    if known >= 0 { return true }
    guard hasAddedNames else { return false }
    for field in event.fields[..<count] where values.isEqual(field.name, name) { return true }
    return false
  }

  /// How many names a line's fields may try, so that their cost is bounded.
  private static let mostTries = 4 * EventValues.mostLeaves

  /// Gives fields of the same name, such as `a.b` and `b` in `a`, each its own.
  private mutating func separateNames(from start: Int) {
    /// The fields' names, and how many `_` the last of the same name got.
    var names: [[UInt8]: Int] = [:]
    for field in event.fields[..<start] { names[Array(values.text[field.name])] = 0 }
    var tries = 0
    var kept = start
    for index in event.fields.indices[start...] {
      var field = event.fields[index]
      let name = Array(values.text[field.name])
      if var underscores = names[name] {
        var other: [UInt8]
        repeat {
          underscores += 1
          tries += 1
          other = name + Array(repeating: ASCII.underscore, count: underscores)
        } while names[other] != nil && tries < Self.mostTries
        guard names[other] == nil else {
          values.isTruncated = true
          continue
        }
        names[name] = underscores
        names[other] = 0
        field.name = values.append(other)
      } else {
        names[name] = 0
      }
      event.fields[kept] = field
      kept += 1
    }
    event.fields.removeLast(event.fields.count - kept)
  }
}
