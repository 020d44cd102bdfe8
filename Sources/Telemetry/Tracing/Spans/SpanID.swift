import Basics

/// The id of a span in its trace: eight bytes, never all zero (W3C Trace Context, section 3.2.2.4).
public struct SpanID: Hashable, Sendable {
  /// The eight bytes, as a big-endian number.
  public let number: UInt64

  /// The id of this number; `nil` for zero, which no span may have.
  public init?(_ number: UInt64) {
    guard number != 0 else { return nil }
    self.number = number
  }

  /// A new id.
  static func random(using generator: inout some RandomNumberGenerator) -> Self {
    while true {
      if let id = Self(generator.next()) { return id }
    }
  }
}

extension SpanID: CustomStringConvertible {
  /// 16 lower-case hexadecimal digits.
  public var description: String { HexText.string(number) }
}
