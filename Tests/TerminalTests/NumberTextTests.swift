import Terminal
import Testing

@Suite("Numbers for people")
struct NumberTextTests {
  @Test(
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"),
      (Int.min, "-9,223,372,036,854,775,808"),
    ]
  )
  func `Counts have thousands separators`(number: Int, text: String) {
    #expect(NumberText.grouped(number) == text)
  }

  @Test(
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (9994, "9.99 kB"), (9996, "10.0 kB"), (99_960, "100 kB"),
      (999_400, "999 kB"),
      (999_600, "1.00 MB"), (4_500_000_000, "4.50 GB"), (Int.max, "9.22 EB"),
    ]
  )
  func `Sizes have a unit and three figures`(count: Int, text: String) {
    #expect(NumberText.bytes(count) == text)
  }

  @Test(
    arguments: [(0, "0"), (0.25, "0.25"), (8.4, "8.40"), (12, "12.0"), (999, "999"), (12_345, "12.3 k")]
      as [(Double, String)]
  )
  func `Rates have three figures`(rate: Double, text: String) { #expect(NumberText.rate(rate) == text) }

  @Test(
    arguments: [(-1, "0:00"), (7, "0:07"), (754, "12:34"), (3723, "1:02:03"), (273_600, "3d 04h")]
  )
  func `Time spans are shown as a clock or as days and hours`(seconds: Int, text: String) {
    #expect(NumberText.duration(seconds: seconds) == text)
  }
}
