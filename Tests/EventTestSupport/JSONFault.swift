/// Why a text is no JSON, or not the JSON that a record may be.
public struct JSONFault: Error, CustomStringConvertible {
  /// What is wrong.
  public let reason: String
  /// Where, counted in bytes.
  public let offset: Int

  /// The fault in one line.
  public var description: String { "\(reason) at byte \(offset)" }
}
