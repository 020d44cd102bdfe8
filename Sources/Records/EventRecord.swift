internal import Addresses
public import Basics

/// A record as those read it who ask about it: one line of the record file.
///
/// All text in it is the attacker's: it goes to no terminal and no page as it stands.
public struct EventRecord: Sendable, Hashable {
  /// The container that printed the line, as the engine says.
  public struct Origin: Sendable, Hashable {
    /// The container's name.
    public var container = ""
    /// The first 12 digits of the container's id.
    public var id = ""
    /// The fake machine, by the container's labels.
    public var decky: String?
    /// The fake service, by the container's labels.
    public var service: String?

    /// An origin.
    public init(container: String = "", id: String = "", decky: String? = nil, service: String? = nil) {
      self.container = container
      self.id = id
      self.decky = decky
      self.service = service
    }
  }

  /// What is said instead of an address where none is known.
  public static let unknownAttacker = "Unknown"

  /// When the event was, as its line says.
  public var timestamp: String
  /// The name of the fake machine.
  public var decky: String
  /// The name of the fake service.
  public var service: String
  /// What happened.
  public var eventType: String
  /// A literal address, or ``unknownAttacker``.
  public var attackerIP: String
  /// The parameters of the line's structured data.
  public var fields: [String: String]
  /// The line's message.
  public var message: String
  /// The line.
  public var rawLine: String
  /// Where the address was found.
  public var attribution: String?
  /// When the engine took the line: RFC 3339, UTC.
  public var observed: String?
  /// The container that printed the line.
  public var origin: Origin?
  /// What to know about the record; sorted.
  public var flags: [String]
  /// The fake machine that the line claimed to be, where that was not its own.
  public var claimedDecky: String?
  /// How many events like it were held back before it.
  public var suppressed: Int

  /// A record.
  public init(
    timestamp: String,
    decky: String,
    service: String,
    eventType: String,
    attackerIP: String = Self.unknownAttacker,
    fields: [String: String] = [:],
    message: String = "",
    rawLine: String = "",
    attribution: String? = nil,
    observed: String? = nil,
    origin: Origin? = nil,
    flags: [String] = [],
    claimedDecky: String? = nil,
    suppressed: Int = 0
  ) {
    self.timestamp = timestamp
    self.decky = decky
    self.service = service
    self.eventType = eventType
    self.attackerIP = attackerIP
    self.fields = fields
    self.message = message
    self.rawLine = rawLine
    self.attribution = attribution
    self.observed = observed
    self.origin = origin
    self.flags = flags
    self.claimedDecky = claimedDecky
    self.suppressed = suppressed
  }

  /// When the event was: when the engine took its line, or else when the line says; `nil` where neither is a date.
  public var time: RecordTime? { observed.flatMap { RecordTime($0) } ?? RecordTime(timestamp) }

  /// The attacker's address as the line spells it; `nil` where none is known.
  public var attacker: String? { attackerIP == Self.unknownAttacker || attackerIP.isEmpty ? nil : attackerIP }

  /// Which attacker it is: one text for all spellings of one address; `nil` where none is known.
  ///
  /// That is the address's canonical text (RFC 5952), of an IPv4-mapped one the IPv4 address; a zone stays as it is
  /// spelled. What another writer put in place of an address stands for itself.
  public var canonicalAttacker: String? { attacker.map(IPAddress.canonicalText(of:)) }

  /// The user name that was tried, whatever the service calls it; `nil` where there is none.
  public var username: String? { Self.first(of: ["username", "user", "login", "principal"], in: fields) }

  /// The password that was tried; `nil` where there is none.
  public var password: String? {
    Self.first(of: ["password", "pass", "passwd", "secret_printable"], in: fields)
  }

  private static func first(of names: [String], in fields: [String: String]) -> String? {
    for name in names {
      if let value = fields[name] { return value }
    }
    return nil
  }
}
