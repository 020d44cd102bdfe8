/// A text format for metrics.
package enum MetricsFormat: Sendable, Hashable, CaseIterable {
  /// Prometheus' text format, version 0.0.4:
  /// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>.
  case prometheus
  /// OpenMetrics 1.0:
  /// <https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md>.
  case openMetrics

  package var contentType: String {
    switch self {
    case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  /// The format that a client prefers.
  ///
  /// - Parameter accept: the value of the header `Accept`. Prometheus' own format is the answer wherever OpenMetrics is
  ///   not accepted, is accepted only in a version other than 1.0.0 and 0.0.1, or has a lower weight than `text/plain`.
  package init(accept: String?) {
    var openMetrics = 0.0
    var plain = 0.0
    for range in (accept ?? "").split(separator: ",").prefix(64) {
      let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
      guard let type = parts.first else { continue }
      var weight = 1.0
      var version = "1.0.0"
      for parameter in parts.dropFirst() {
        if parameter.hasPrefix("q=") { weight = Double(parameter.dropFirst(2)) ?? 0 }
        if parameter.hasPrefix("version=") { version = String(parameter.dropFirst(8)) }
      }
      switch type {
      case "application/openmetrics-text" where version == "1.0.0" || version == "0.0.1":
        openMetrics = max(openMetrics, weight)
      case "text/plain" where version == "1.0.0" || version == "0.0.4": plain = max(plain, weight)
      default: continue
      }
    }
    self = openMetrics > 0 && openMetrics >= plain ? .openMetrics : .prometheus
  }
}
