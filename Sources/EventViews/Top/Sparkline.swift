/// Numbers as a row of small columns.
enum Sparkline {
  private static let levels = Array("▁▂▃▄▅▆▇█")

  /// One character for so many numbers each, by their sum; the highest is as high as it goes.
  static func text(_ numbers: [Int], columns: Int) -> String {
    guard columns > 0, !numbers.isEmpty else { return "" }
    let size = max(1, (numbers.count + columns - 1) / columns)
    let sums = stride(from: 0, to: numbers.count, by: size).map { start in
      numbers[start..<min(start + size, numbers.count)].reduce(0, +)
    }
    let highest = max(1, sums.max() ?? 1)
    return String(sums.map { sum in sum == 0 ? levels[0] : levels[min(7, 1 + (sum * 7 - 1) / highest)] })
  }
}
