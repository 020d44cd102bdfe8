import CByteScan
import Testing
import TestSupport

@Suite("Scanning sixteen bytes")
struct ByteScanTests {
  /// A class of bytes: how C looks for it, quickly and one by one, and what it is.
  struct Class: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let quick: @Sendable (UnsafePointer<UInt8>, Int, Int) -> UInt32
    let oneByOne: @Sendable (UnsafePointer<UInt8>, Int) -> UInt32
    let holds: @Sendable (UInt8) -> Bool
  }

  static let classes = [
    Class(
      testDescription: "blank",
      quick: { bytescan_blank($0, $1, $2) },
      oneByOne: { bytescan_blank_one_by_one($0, $1) },
      holds: { $0 <= 0x20 }
    ),
    Class(
      testDescription: "name stop",
      quick: { bytescan_name_stop($0, $1, $2) },
      oneByOne: { bytescan_name_stop_one_by_one($0, $1) },
      holds: { $0 <= 0x20 || $0 >= 0x80 || "=\"]".utf8.contains($0) }
    ),
    Class(
      testDescription: "quote or backslash",
      quick: { bytescan_quote_or_backslash($0, $1, $2) },
      oneByOne: { bytescan_quote_or_backslash_one_by_one($0, $1) },
      holds: { "\"\\".utf8.contains($0) }
    ),
    Class(
      testDescription: "dot or colon",
      quick: { bytescan_dot_or_colon($0, $1, $2) },
      oneByOne: { bytescan_dot_or_colon_one_by_one($0, $1) },
      holds: { ".:".utf8.contains($0) }
    ),
    Class(
      testDescription: "JSON text stop",
      quick: { bytescan_json_text_stop($0, $1, $2) },
      oneByOne: { bytescan_json_text_stop_one_by_one($0, $1) },
      holds: { $0 < 0x20 || "\"\\".utf8.contains($0) }
    ),
    Class(
      testDescription: "digit",
      quick: { bytescan_digit($0, $1, $2) },
      oneByOne: { bytescan_digit_one_by_one($0, $1) },
      holds: { "0123456789".utf8.contains($0) }
    ),
    Class(
      testDescription: "special",
      quick: { bytescan_special($0, $1, $2) },
      oneByOne: { bytescan_special_one_by_one($0, $1) },
      holds: { $0 < 0x20 || $0 >= 0x7F }
    ),
    Class(
      testDescription: "unplain",
      quick: { bytescan_unplain($0, $1, $2) },
      oneByOne: { bytescan_unplain_one_by_one($0, $1) },
      holds: { $0 < 0x20 || $0 >= 0x7F || "\"\\".utf8.contains($0) }
    ),
  ]

  @Test(arguments: classes)
  func `The fast scan agrees with the plain one, for every count`(scan: Class) {
    var generator = SplitMix64(seed: 16)
    let alphabet = Array("=\"]\\.: \t\u{1F}!~\u{7F}ab".utf8) + [0x00, 0x80, 0xA0, 0xDF, 0xFF]
    for round in 0..<2000 {
      let bytes = (0..<35).map { _ in
        round.isMultiple(of: 2) ? generator.pick(alphabet) : UInt8(truncatingIfNeeded: generator.next())
      }
      for count in 0...35 {
        // A copy of its own for each count, so that reading on would leave the allocation.
        let some = Array(bytes[..<count])
        let offset = generator.below(count + 1)
        let wanted = some[offset...].prefix(16).enumerated().reduce(UInt32(0)) { bits, next in
          scan.holds(next.element) ? bits | 1 << UInt32(next.offset) : bits
        }
        some.withUnsafeBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          #expect(scan.quick(base, count, offset) == wanted, "\(some) from \(offset)")
          #expect(scan.oneByOne(base + offset, count - offset) == wanted, "\(some) from \(offset)")
        }
      }
    }
  }

  @Test(arguments: classes)
  func `Every byte is classified correctly at every position`(scan: Class) {
    for byte in UInt8.min...UInt8.max {
      for place in 0..<16 {
        var block = [UInt8](repeating: UInt8(ascii: "a"), count: 16)
        block[place] = byte
        block.withUnsafeBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          #expect(
            scan.quick(base, 16, 0) == (scan.holds(byte) ? 1 << UInt32(place) : 0),
            "\(byte) at \(place)"
          )
        }
      }
    }
  }
}
