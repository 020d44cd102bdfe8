import Basics

/// The id of a trace: 16 bytes, never all zero (W3C Trace Context, section 3.2.2.3).
public struct TraceID: Hashable, Sendable {
  /// The first eight bytes, as a big-endian number.
  public let high: UInt64
  /// The last eight bytes, as a big-endian number.
  public let low: UInt64

  /// The id of these two halves; `nil` if all is zero, which no trace may have.
  public init?(high: UInt64, low: UInt64) {
    guard high | low != 0 else { return nil }
    self.high = high
    self.low = low
  }

  /// A new id. All of it is random, so that a sampler may decide by any part of it.
  static func random(using generator: inout some RandomNumberGenerator) -> Self {
    while true {
      if let id = Self(high: generator.next(), low: generator.next()) { return id }
    }
  }
}

extension TraceID: CustomStringConvertible {
  /// 32 lower-case hexadecimal digits.
  public var description: String { HexText.string(high) + HexText.string(low) }
}
