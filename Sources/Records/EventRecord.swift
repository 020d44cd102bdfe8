internal import Addresses
public import Basics

/// A record, read back from one line of the record file.
///
/// Attackers can write all of its text: never print it to a terminal or a page without escaping it.
public struct EventRecord: Sendable, Hashable {
  /// The container that printed the line, as the engine says.
  public struct Origin: Sendable, Hashable {
    /// The container's name.
    public var container = ""
    /// The first 12 digits of the container's id.
    public var id = ""
    /// The decky, by the container's labels.
    public var decky: String?
    /// The service, by the container's labels.
    public var service: String?
  }

  /// What stands in place of an unknown address.
  public static let unknownAttacker = "Unknown"

  /// The time in the line.
  public var timestamp = ""
  /// The name of the decky.
  public var decky = ""
  /// The name of the service.
  public var service = ""
  /// What happened.
  public var eventType = ""
  /// An address, or ``unknownAttacker``.
  public var attackerIP = Self.unknownAttacker
  /// The parameters of the line's structured data.
  public var fields: [String: String] = [:]
  /// The line's message.
  public var message = ""
  /// The line.
  public var rawLine = ""
  /// Where the address was found.
  public var attribution: String?
  /// When the engine took the line: RFC 3339, UTC.
  public var observed: String?
  /// The container that printed the line.
  public var origin: Origin?
  /// Remarks about the record; sorted.
  public var flags: [String] = []
  /// The decky that the line claimed to be, if that was not its own.
  public var claimedDecky: String?
  /// How many similar events the flood gate held back before this one.
  public var suppressed = 0

  /// When the event was observed, or else the time in its line; `nil` if neither is a date.
  public var time: RecordTime? { observed.flatMap { RecordTime($0) } ?? RecordTime(timestamp) }

  /// The attacker's address as the line spells it; `nil` if unknown.
  public var attacker: String? { attackerIP == Self.unknownAttacker || attackerIP.isEmpty ? nil : attackerIP }

  /// The attacker's address in its canonical spelling (RFC 5952), the same for all spellings; `nil` if unknown.
  ///
  /// An IPv4-mapped address becomes the IPv4 address, and a zone stays as it is. Text that is not an address, from
  /// another writer, is returned unchanged.
  public var canonicalAttacker: String? { attacker.map(IPAddress.canonicalText(of:)) }

  /// The user name that was tried, whatever the service calls it.
  public var username: String? { first(of: "username", "user", "login", "principal") }

  /// The password that was tried.
  public var password: String? { first(of: "password", "pass", "passwd", "secret_printable") }

  private func first(of names: String...) -> String? {
    for name in names { if let value = fields[name] { return value } }
    return nil
  }
}
