internal import Addresses
import Basics

/// A record, read back from one line of the record file.
///
/// Attackers can write all of its text: never print it to a terminal or a page without escaping it.
package struct EventRecord: Sendable, Hashable {
  /// The container that printed the line, as the engine says.
  package struct Origin: Sendable, Hashable {
    package var container = ""
    /// The first 12 digits of the container's id.
    package var id = ""
    /// Decky and service according to the container's labels.
    package var decky: String?
    package var service: String?
  }

  /// What stands in place of an unknown address.
  package static let unknownAttacker = "Unknown"

  /// The time in the line.
  package var timestamp = ""
  package var decky = ""
  package var service = ""
  package var eventType = ""
  package var attackerIP = Self.unknownAttacker
  /// The parameters of the line's structured data, or the values of a declared format's line.
  package var fields: [String: String] = [:]
  package var message = ""
  package var rawLine = ""
  package var attribution: String?
  /// When the engine took the line: RFC 3339, UTC.
  package var observed: String?
  package var origin: Origin?
  /// The file in the container that the line comes from; `nil` for the container's output.
  package var source: String?
  /// Remarks about the record; sorted.
  package var flags: [String] = []
  /// The decky that the line claimed to be, if that was not its own.
  package var claimedDecky: String?
  /// The sensor that the line of a declared format names.
  package var claimedSensor: String?
  /// How many similar events the flood gate held back before this one.
  package var suppressed = 0

  /// When the event was observed, or else the time in its line; `nil` if neither is a date.
  package var time: RecordTime? { observed.flatMap { RecordTime($0) } ?? RecordTime(timestamp) }

  /// The attacker's address as the line spells it; `nil` if unknown.
  package var attacker: String? {
    attackerIP == Self.unknownAttacker || attackerIP.isEmpty ? nil : attackerIP
  }

  /// The attacker's address in its canonical spelling (RFC 5952), the same for all spellings; `nil` if unknown.
  ///
  /// An IPv4-mapped address becomes IPv4, a zone stays, and other writers' text is returned unchanged.
  package var canonicalAttacker: String? { attacker.map(IPAddress.canonicalText(of:)) }

  /// Whether the attacker's address comes from something that a client can set, such as `X-Forwarded-For`.
  package var isAddressFromClient: Bool { attribution == "header" && attacker != nil }

  /// The longest name of a session or protocol, in bytes; longer text is no name.
  private static let longestName = 255

  /// The honeypot's own name of the session, unique within ``origin`` and ``source``.
  package var session: String? { name("session") }

  /// The network protocol that the honeypot names.
  package var networkProtocol: String? { name("protocol") }

  private func name(_ field: String) -> String? {
    fields[field].flatMap { $0.isEmpty || $0.utf8.count > Self.longestName ? nil : $0 }
  }

  /// The different credentials that were tried, at most ``Credential/mostOfRecord``: ``username`` and ``password``, and
  /// what the field `credentials` has behind its first one, which is these two.
  package var credentials: [Credential] {
    let first = Credential(username: username, password: password).map { [$0] } ?? []
    guard let text = fields["credentials"] else { return first }
    var known: Set<Credential> = []
    return (first + Credential.list(text).dropFirst(first.count)).filter { known.insert($0).inserted }
  }

  /// The user name that was tried, whatever the service calls it.
  package var username: String? { first(of: "username", "user", "login", "principal") }

  package var password: String? { first(of: "password", "pass", "passwd", "secret_printable") }

  private func first(of names: String...) -> String? {
    for name in names { if let value = fields[name] { return value } }
    return nil
  }
}
