import Testing

import Basics

struct SaturatingArithmeticTests {
  private static let edges: [Int64] = [.min, .min + 1, -3, -1, 0, 1, 2, .max - 1, .max]

  @Test(arguments: edges, edges)
  func `A result that does not fit is the nearest number that does`(first: Int64, second: Int64) {
    func nearest(_ exact: Int128) -> Int64 { Int64(clamping: exact) }
    #expect(first.addingSaturated(second) == nearest(Int128(first) + Int128(second)))
    #expect(first.subtractingSaturated(second) == nearest(Int128(first) - Int128(second)))
    #expect(first.multipliedSaturated(by: second) == nearest(Int128(first) * Int128(second)))
    var sum = first
    sum.addSaturated(second)
    #expect(sum == first.addingSaturated(second))
  }

  @Test(arguments: [(0, 1), (1, .max), (.max, .max), (5, 3), (3, 5)] as [(UInt64, UInt64)])
  func `Numbers without a sign end at zero`(first: UInt64, second: UInt64) {
    #expect(first.subtractingSaturated(second) == (first > second ? first - second : 0))
    #expect(first.addingSaturated(second) == (first > .max - second ? .max : first + second))
  }

  @Test(
    arguments: [
      (0, 0, 0), (1, 2, 1_000_000_002), (-1, 999_999_999, -1), (10_413_792_000, 0, .max),
      (-8_520_336_000, 0, -8_520_336_000_000_000_000), (-10_000_000_000, 5, .min), (.max, .max, .max),
      (.min, 0, .min),
    ] as [(Int, Int, Int64)]
  )
  func `A moment that nanoseconds don't reach is the last that they do`(
    seconds: Int,
    fraction: Int,
    moment: Int64
  ) {
    #expect(Int64(nanosecondsSince1970: seconds, fraction: fraction) == moment)
  }
}
