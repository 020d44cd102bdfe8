import Benchmark

extension BenchmarkMetric {
  /// CPU time in percent of what a copy and a count of the same lines takes.
  static var cost: BenchmarkMetric {
    .custom("CPU, % of copy and count", polarity: .prefersSmaller, useScalingFactor: false)
  }
}
