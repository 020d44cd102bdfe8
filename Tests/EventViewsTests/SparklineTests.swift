import Testing

@testable import EventViews

@Suite("A row of small columns")
struct SparklineTests {
  @Test(
    arguments: [
      ([0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"), ([0, 0, 0], 3, "▁▁▁"), ([1, 1, 8, 0], 2, "▃█"),
      ([5], 1, "█"), ([], 5, ""),
      ([1], 0, ""), ([Int.max / 100, 1], 2, "█▂"), ([1, 2, 3], 2, "██"),
    ]
  )
  func `Is as high as its numbers`(numbers: [Int], columns: Int, text: String) {
    #expect(Sparkline.text(numbers, columns: columns) == text)
  }
}
