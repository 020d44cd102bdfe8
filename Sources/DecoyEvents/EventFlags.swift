/// What a consumer should know about how a record came to be.
public struct EventFlags: OptionSet, Sendable, Hashable {
  /// One bit a flag, in the order of the flags' names.
  public let rawValue: UInt8

  /// Takes the bits as they are.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// More than one address could have been the attacker's.
  public static let ambiguousAttribution = EventFlags(rawValue: 1 << 0)
  /// A JSON object repeated a key; its last value counts.
  public static let duplicateKey = EventFlags(rawValue: 1 << 1)
  /// The line named another decky of the fleet than the one it came from.
  public static let identityMismatch = EventFlags(rawValue: 1 << 2)
  /// The structured data broke the grammar.
  public static let malformedSD = EventFlags(rawValue: 1 << 3)
  /// Another container can write the file that the line comes from.
  public static let sharedSource = EventFlags(rawValue: 1 << 4)
  /// The line's own timestamp was no date; the engine's stands in for it.
  public static let timestampReplaced = EventFlags(rawValue: 1 << 5)
  /// Something was cut to its limit.
  public static let truncated = EventFlags(rawValue: 1 << 6)
  /// Taken from a second header inside the message.
  public static let unwrapped = EventFlags(rawValue: 1 << 7)

  /// The flags' names in the record, in the order of their bits, which is the order of the alphabet.
  static let names: [StaticString] = [
    "ambiguous_attribution", "duplicate_key", "identity_mismatch", "malformed_sd", "shared_source",
    "timestamp_replaced", "truncated", "unwrapped",
  ]
}
