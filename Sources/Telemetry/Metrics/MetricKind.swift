/// What kind of number a metric is.
enum MetricKind: String {
  /// One that only grows while the process runs.
  case counter
  /// One that goes up and down.
  case gauge
  /// A sum and a count.
  case summary
  /// Always 1: what is told is in the labels.
  case info

  /// The word for it in a format.
  func word(in format: MetricsFormat) -> String {
    // Prometheus' own format knows no such kind.
    self == .info && format == .prometheus ? MetricKind.gauge.rawValue : rawValue
  }
}
