import Testing

@testable import StatusMetrics

@Suite("The format of metrics")
struct MetricsFormatTests {
  @Test(
    arguments: [
      (nil, MetricsFormat.prometheus), ("", .prometheus), ("*/*", .prometheus), ("text/plain", .prometheus),
      ("application/openmetrics-text", .openMetrics),
      ("application/openmetrics-text; version=1.0.0", .openMetrics),
      ("APPLICATION/OPENMETRICS-TEXT;VERSION=1.0.0", .openMetrics),
      ("application/openmetrics-text;version=2.0.0", .prometheus),
      // What Prometheus 2.42 sends.
      (
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
          + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        .openMetrics
      ),
      ("application/openmetrics-text;q=0.3,text/plain;q=0.5", .prometheus),
      ("application/openmetrics-text;q=0", .prometheus), ("application/openmetrics-text;q=x", .prometheus),
      (String(repeating: ",", count: 10_000), .prometheus), (";;;=", .prometheus),
    ] as [(String?, MetricsFormat)]
  )
  func `OpenMetrics is for those who ask for it`(accept: String?, format: MetricsFormat) {
    #expect(MetricsFormat(accept: accept) == format)
  }
}
