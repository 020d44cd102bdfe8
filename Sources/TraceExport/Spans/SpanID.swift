internal import Basics
internal import FoundationEssentials

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

extension SpanID {
  /// The id as OTLP has it.
  var data: Data { withUnsafeBytes(of: number.bigEndian) { Data($0) } }
}

extension TraceID {
  /// The id as OTLP has it.
  var data: Data { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Data($0) } }
}

/// Ids for the spans of one stream, without a system call or a lock for each.
///
/// It is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014) from a random
/// start. Ids have to be unique in their trace and needn't be secret: this one maps a counter one to one, so that no
/// id of a stream comes twice, and two streams are in two traces.
struct SpanIDSequence: Sendable {
  private var counter: UInt64

  init() {
    counter = .random(in: .min ... .max)
  }

  init(counter: UInt64) {
    self.counter = counter
  }

  @inline(__always)
  mutating func next() -> SpanID {
    while true {
      counter &+= 0x9e37_79b9_7f4a_7c15
      var mixed = counter
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      if let id = SpanID(mixed ^ mixed >> 31) { return id }
    }
  }
}
