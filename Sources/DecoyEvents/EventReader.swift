import Addresses
import Syslog

/// Reads lines without allocating for each.
///
/// ```swift
/// var reader = EventReader()
/// if reader.read(line) { use(reader.event) }
/// ```
///
/// ``event`` is valid until the next ``read(_:)``, together with the line that was read.
package struct EventReader: Sendable {
  package private(set) var event = DecoyEvent()
  /// Scratch space, for unescaping a value and for the addresses in a message.
  private var scratch: [UInt8] = []
  private var sightings: [Sighting] = []

  /// For tests: the space kept for sightings.
  var sightingCapacity: Int { sightings.capacity }

  package init() {}

  /// The maximum number of fields, and of sightings, whose space is kept from one line to the next.
  private static let kept = 512

  /// Frees the excess memory of a hostile line. ``event`` is no longer valid.
  package mutating func releaseExcess() {
    if event.fields.capacity > Self.kept { event.fields = [] }
    if sightings.capacity > Self.kept { sightings = [] }
  }

  /// Reads a line into ``event``.
  ///
  /// - Parameter line: without its LF, trimmed; see ``LineTrimming``.
  /// - Returns: whether the line is an event.
  package mutating func read(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let header = SyslogHeader(parsing: line) else { return false }
    event.flags = []
    event.timestamp = header.timestamp
    event.hasValidTimestamp = SyslogTimestamp.isValid(line.slice(header.timestamp))
    var rest = header.rest.lowerBound
    if header.messageID.count == 1, let inner = InnerHeader(in: line, under: header) {
      event.decky = inner.hostname
      event.service = inner.appName
      event.eventType = inner.messageID
      event.flags.insert(.unwrapped)
      rest = inner.rest.lowerBound
    } else {
      event.decky = header.hostname
      event.service = header.appName
      event.eventType = header.messageID
    }

    let data = FieldCollector(reading: ByteText(line), from: rest, into: &event.fields)
    event.structuredData = Range(uncheckedBounds: (rest, data.end))
    event.message = LineTrimming.trimmed(in: line, data.end..<line.count)
    if data.isMalformed {
      event.flags.insert(.malformedSD)
    } else {
      event.message = LineTrimming.withoutMark(in: line, event.message)
    }
    event.isCommand = isUnnamedCommand(line)
    attribute(line, data.addressFields)
    return true
  }

  /// Shell commands have no MSGID.
  private func isUnnamedCommand(_ line: UnsafeRawBufferPointer) -> Bool {
    event.eventType.count == 1 && line[event.eventType.lowerBound] == ASCII.hyphen
      && CommandAttribution.isCommand(line.slice(event.message))
  }

  /// Fields come first: the service wrote them, while an attacker may have written the message.
  private mutating func attribute(_ line: UnsafeRawBufferPointer, _ known: AddressFields) {
    event.attackerAddress = nil
    event.remotePort = nil
    event.attribution = .none
    if known.hasAny, attributeByField(line, known) { return }
    guard !event.flags.contains(.malformedSD), !event.message.isEmpty else { return }
    let message = line.slice(event.message)
    let found = MessageAttribution(of: message, sightings: &sightings)
    if found.isAmbiguous { event.flags.insert(.ambiguousAttribution) }
    guard let address = found.address else { return }
    event.attackerAddress = shifted(address, by: event.message.lowerBound)
    event.attribution = found.isPair ? .message : .prose
  }

  private mutating func attributeByField(_ line: UnsafeRawBufferPointer, _ known: AddressFields) -> Bool {
    for rank in 0..<AddressFields.count where known.has(rank) {
      let field = event.fields[known.inOrder[unchecked: rank]]
      // Nearly always a plain IPv4 address.
      if !field.hasBackslash, IPAddress.isSpecifiedV4(line.slice(field.value)) {
        event.attackerAddress = field.value
      } else if let (address, port) = literal(of: field, in: line) {
        event.attackerAddress = address
        event.remotePort = known.hasRemotePort ? nil : port
      } else {
        continue
      }
      event.attribution = event.flags.contains(.unwrapped) ? .message : .field
      return true
    }
    return false
  }

  /// Reads a field's value as a literal, and returns ranges of the line.
  private mutating func literal(
    of field: DecoyEvent.Field,
    in line: UnsafeRawBufferPointer
  ) -> (address: Range<Int>, port: Range<Int>?)? {
    let base = field.value.lowerBound
    let value = line.slice(field.value)
    guard field.hasBackslash else {
      guard let literal = AddressLiteral(value) else { return nil }
      return (shifted(literal.address, by: base), literal.port.map { shifted($0, by: base) })
    }
    // The only escape in a literal is the `\]` of `[v6\]:port`, after the address and before the port.
    guard value.count <= 2 * AddressLiteral.longest else { return nil }
    scratch.removeAll(keepingCapacity: true)
    StructuredData.unescape(value) { scratch.append(contentsOf: $0) }
    guard let literal = scratch.withUnsafeBytes({ AddressLiteral($0) }) else { return nil }
    return (shifted(literal.address, by: base), literal.port.map { shifted($0, by: base + 1) })
  }

  private func shifted(_ range: Range<Int>, by distance: Int) -> Range<Int> {
    (range.lowerBound + distance)..<(range.upperBound + distance)
  }
}
