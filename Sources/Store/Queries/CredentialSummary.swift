public import Records

/// A credential that was tried.
public struct CredentialSummary: Sendable, Hashable, Codable {
  /// The user name; `nil` where only a password was tried.
  public var username: String?
  /// The password; `nil` where only a user name was tried.
  public var password: String?
  /// How often it was tried.
  public var attempts: Int
  /// By how many attackers whose address is known.
  public var attackers: Int
  /// The first time.
  public var first: RecordTime
  /// The last time.
  public var last: RecordTime
}
