/// When the container engine took a line.
public struct ObservedTime: Sendable {
  /// How many bytes ``text`` has.
  public static var textLength: Int { 30 }

  /// Nanoseconds since 1970, UTC.
  public var nanoseconds: Int64
  /// The same as RFC 3339 in UTC with nanoseconds: `2026-11-23T03:55:14.000000000Z`.
  public var text: InlineArray<30, UInt8>

  /// Both forms of one time; the caller has them from the engine.
  public init(nanoseconds: Int64, text: InlineArray<30, UInt8>) {
    self.nanoseconds = nanoseconds
    self.text = text
  }
}
