internal import Basics
internal import FoundationEssentials

/// A trace's id: 16 bytes, never all zero (W3C Trace Context, section 3.2.2.3).
struct TraceID: Hashable, Sendable {
  /// The first eight bytes, big-endian.
  let high: UInt64
  /// The last eight bytes, big-endian.
  let low: UInt64

  /// - Returns: `nil` if both halves are zero.
  init?(high: UInt64, low: UInt64) {
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

  var data: Data { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Data($0) } }
}

extension TraceID: CustomStringConvertible {
  /// 32 lower-case hexadecimal digits.
  var description: String { HexText.string(high) + HexText.string(low) }
}

/// A span's id in its trace: eight bytes, never all zero (W3C Trace Context, section 3.2.2.4).
struct SpanID: Hashable, Sendable {
  /// The bytes, big-endian.
  let number: UInt64

  /// - Returns: `nil` for zero.
  init?(_ number: UInt64) {
    guard number != 0 else { return nil }
    self.number = number
  }

  static func random(using generator: inout some RandomNumberGenerator) -> Self {
    while true {
      if let id = Self(generator.next()) { return id }
    }
  }

  var data: Data { withUnsafeBytes(of: number.bigEndian) { Data($0) } }
}

extension SpanID: CustomStringConvertible {
  /// 16 lower-case hexadecimal digits.
  var description: String { HexText.string(number) }
}

/// Ids for the spans of one stream, without a system call or a lock.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014) from a random start. Ids
/// must be unique in their trace but needn't be secret. SplitMix64 maps a counter one to one, so no id of a stream
/// repeats, and each stream is a trace of its own.
struct SpanIDSequence: Sendable {
  private var counter: UInt64

  init(counter: UInt64 = .random(in: .min ... .max)) { self.counter = counter }

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
