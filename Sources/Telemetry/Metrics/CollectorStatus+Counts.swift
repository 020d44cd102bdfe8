public import StatusMetrics

extension CollectorStatus {
  /// How many lines took which way.
  public struct Counts: Sendable, Hashable {
    /// The numbers, in the order of the pages.
    public private(set) var metrics: [Metric]

    /// - Parameter metrics: counters.
    public init(_ metrics: [Metric] = []) {
      self.metrics = metrics
    }

    /// The number of one name; 0 for a name that is none.
    public subscript(name: String) -> Int { metrics.first { $0.name == name }?.value ?? 0 }

    /// Adds each of the numbers.
    public static func += (sum: inout Counts, other: Counts) {
      for metric in other.metrics {
        if let index = sum.metrics.firstIndex(where: { $0.name == metric.name }) {
          sum.metrics[index].value &+= metric.value
        } else {
          sum.metrics.append(metric)
        }
      }
    }
  }
}
