import Testing

@testable import Daemon

@Suite("Amounts as people write them")
struct AmountTests {
  @Test(arguments: [
    ("90s", 90), ("15m", 900), ("12h", 43_200), ("30d", 2_592_000), ("8w", 4_838_400), ("1y", 31_536_000),
  ])
  func `Spans of time`(text: String, seconds: Int64) {
    #expect(Amount.seconds(text) == seconds)
  }

  @Test(arguments: [
    ("1B", 1), ("500MB", 500_000_000), ("5GB", 5_000_000_000), ("2GiB", 2 << 30), ("10kB", 10_000),
  ])
  func `Sizes`(text: String, bytes: Int64) {
    #expect(Amount.bytes(text) == bytes)
  }

  @Test(arguments: [
    "", "d", "5", "0d", "-1d", "1.5d", "5 d", "٣d", "9999999999999999d", "999999999999999y", "5GB",
  ])
  func `Other text is no span of time`(text: String) {
    #expect(Amount.seconds(text) == nil)
  }

  @Test(arguments: [
    "", "GB", "5", "0GB", "-1GB", "5gb", "5 GB", "99999999999999999TB", "999999999999999TB", "30d",
  ])
  func `Other text is no size`(text: String) {
    #expect(Amount.bytes(text) == nil)
  }
}
