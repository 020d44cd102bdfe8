package import Syslog

/// What a line says, as ranges of the line.
package struct DecoyEvent: Sendable, Hashable {
  /// One parameter of the record's `fields`.
  package typealias Field = StructuredData.Parameter

  /// The outer header's TIMESTAMP.
  package var timestamp = 0..<0
  /// Whether ``timestamp`` is an existing date and time.
  package var hasValidTimestamp = false
  /// The host name that the line claims.
  package var decky = 0..<0
  /// APP-NAME.
  package var service = 0..<0
  /// MSGID; `-` for a shell command, see ``isCommand``.
  package var eventType = 0..<0
  /// Whether the event is a shell command, which has the type `command` in the record.
  package var isCommand = false
  /// The structured data up to its end or the first fault, `-` included; empty if there is none.
  package var structuredData = 0..<0
  /// The message, trimmed.
  package var message = 0..<0
  /// The parameters of `relay@55555` elements. Of parameters with the same name the last counts.
  package var fields: [Field] = []
  package var attackerAddress: Range<Int>?
  /// The port that followed the address in its field, unless a field `remote_port` exists.
  package var remotePort: Range<Int>?
  package var attribution = Attribution.none
  /// The sensor that a line of a declared format names. Never trusted.
  package var sensor: Range<Int>?
  /// The flags that follow from the line alone.
  package var flags: EventFlags = []

  package init() {}

  /// Sets the flags of a line of a declared format.
  package mutating func setFlags(isTruncated: Bool, hasDuplicateKey: Bool) {
    flags = []
    if isTruncated { flags.insert(.truncated) }
    if hasDuplicateKey { flags.insert(.duplicateKey) }
  }

  func typeBytes(in line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    isCommand ? UnsafeRawBufferPointer(of: "command") : line.slice(eventType)
  }
}

/// How the attacker's address was found in an event.
package enum Attribution: Sendable, Hashable {
  /// In a parameter that the service wrote itself.
  case field
  /// In a pair with a field's name in the message, such as `src_ip=1.2.3.4`, or in a parameter of an unwrapped event.
  case message
  /// In other text of the message.
  case prose
  /// In a value of a declared format that a client can set, as a proxy sets `X-Forwarded-For`.
  case header
  case none
}

/// What a consumer should know about the origin of a record's values.
package struct EventFlags: OptionSet, Sendable, Hashable {
  /// One bit for each flag, in the order of ``names``.
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// More than one address could have been the attacker's.
  package static let ambiguousAttribution = EventFlags(rawValue: 1 << 0)
  /// A JSON object repeated a key; its last value counts.
  package static let duplicateKey = EventFlags(rawValue: 1 << 1)
  /// The line named another decky of the fleet than the one that it came from.
  package static let identityMismatch = EventFlags(rawValue: 1 << 2)
  package static let malformedSD = EventFlags(rawValue: 1 << 3)
  /// Another container can write the file that the line comes from.
  package static let sharedSource = EventFlags(rawValue: 1 << 4)
  /// The line's timestamp was not a date; the record has the engine's.
  package static let timestampReplaced = EventFlags(rawValue: 1 << 5)
  /// Something was cut to its limit.
  package static let truncated = EventFlags(rawValue: 1 << 6)
  /// The event comes from a second header inside the message.
  package static let unwrapped = EventFlags(rawValue: 1 << 7)

  /// The flags' names in the record, alphabetically, in the order of their bits.
  static let names: [StaticString] = [
    "ambiguous_attribution", "duplicate_key", "identity_mismatch", "malformed_sd", "shared_source",
    "timestamp_replaced", "truncated", "unwrapped",
  ]
}
