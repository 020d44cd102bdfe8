public import Syslog

/// What a line says, as ranges of the line.
public struct DecoyEvent: Sendable, Hashable {
  /// One parameter of the record's `fields`.
  public typealias Field = StructuredData.Parameter

  /// The outer header's TIMESTAMP.
  public var timestamp: Range<Int>
  /// Whether ``timestamp`` is a date and time that exist.
  public var hasValidTimestamp: Bool
  /// The host name that the line claims.
  public var decky: Range<Int>
  /// APP-NAME.
  public var service: Range<Int>
  /// MSGID; `-` and ``isCommand`` for a shell command.
  public var eventType: Range<Int>
  /// Whether the event's type is `command`, although the line gives it none.
  public var isCommand: Bool
  /// The structured data, if only `-`, or what of it is by the grammar; empty where the line has none.
  public var structuredData: Range<Int>
  /// The message, trimmed.
  public var message: Range<Int>
  /// The parameters of `relay@55555` elements, each name once, with its last value.
  public var fields: [Field]
  /// The attacker's address.
  public var attackerAddress: Range<Int>?
  /// The port split off from a field, where no field gives it.
  public var remotePort: Range<Int>?
  /// How ``attackerAddress`` was found.
  public var attribution: Attribution
  /// What the line of a declared format says of its sensor, which is never believed.
  public var sensor: Range<Int>?
  /// What reading the line alone can tell.
  public var flags: EventFlags

  /// Nothing.
  package init() {
    timestamp = 0..<0
    hasValidTimestamp = false
    decky = 0..<0
    service = 0..<0
    eventType = 0..<0
    isCommand = false
    structuredData = 0..<0
    message = 0..<0
    fields = []
    attribution = .none
    flags = []
  }

  /// The bytes of the event's type.
  func typeBytes(in line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    isCommand ? Self.command : line.slice(eventType)
  }

  /// `command`, whose bytes live as long as the process.
  private static var command: UnsafeRawBufferPointer {
    let text: StaticString = "command"
    return UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }
}
