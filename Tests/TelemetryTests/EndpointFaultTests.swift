import Testing
import TestSupport

@testable import TraceExport

@Suite("Endpoints that fail", .enabled { await Receiver.isThere }, .timeLimit(.minutes(Patience.minutes(5))))
struct EndpointFaultTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var transport: TracingEndpoint.Transport
    var answers: [String]
    /// How many requests come.
    var requests: Int
    var exported: Int
    var failed: Int
    /// Part of the one warning.
    var words: String
    /// The least that lies between the first two requests, in seconds.
    var pause = 0.0

    var testDescription: String { "\(transport) \(answers)" }
  }

  @Test(
    arguments: [
      Fault(
        transport: .http,
        answers: [#"{"status": 503, "headers": {"Retry-After": "1"}, "message": "full"}"#, "{}"],
        requests: 2,
        exported: 5,
        failed: 0,
        words: "status 503: full",
        pause: 1
      ),
      Fault(
        transport: .http,
        answers: [#"{"status": 429}"#, #"{"status": 502}"#, #"{"status": 504}"#, "{}"],
        requests: 4,
        exported: 5,
        failed: 0,
        words: "status 429"
      ),
      Fault(
        transport: .http,
        answers: [#"{"status": 400, "message": "bad\nspans"}"#],
        requests: 1,
        exported: 0,
        failed: 5,
        words: "status 400: bad spans"
      ),
      Fault(
        transport: .http,
        answers: [#"{"status": 500}"#],
        requests: 1,
        exported: 0,
        failed: 5,
        words: "status 500"
      ),
      Fault(
        transport: .http,
        answers: [#"{"status": 307, "headers": {"Location": "/"}}"#],
        requests: 1,
        exported: 0,
        failed: 5,
        words: "status 307"
      ),
      Fault(
        transport: .http,
        answers: [#"{"rejected": 2, "message": "too old"}"#],
        requests: 1,
        exported: 3,
        failed: 2,
        words: "took all but 2 spans of a batch: too old"
      ),
      Fault(
        transport: .grpc,
        answers: [#"{"code": "UNAVAILABLE", "message": "later"}"#, "{}"],
        requests: 2,
        exported: 5,
        failed: 0,
        words: "later"
      ),
      Fault(
        transport: .grpc,
        answers: [#"{"code": "RESOURCE_EXHAUSTED", "message": "slowly", "retry": 0.5}"#, "{}"],
        requests: 2,
        exported: 5,
        failed: 0,
        words: "slowly",
        pause: 0.5
      ),
      Fault(
        transport: .grpc,
        answers: [#"{"code": "RESOURCE_EXHAUSTED", "message": "no"}"#],
        requests: 1,
        exported: 0,
        failed: 5,
        words: "no"
      ),
      Fault(
        transport: .grpc,
        answers: [#"{"code": "INVALID_ARGUMENT", "message": "bad"}"#],
        requests: 1,
        exported: 0,
        failed: 5,
        words: "bad"
      ),
      Fault(
        transport: .grpc,
        answers: [#"{"rejected": 2, "message": "too old"}"#],
        requests: 1,
        exported: 3,
        failed: 2,
        words: "took all but 2 spans of a batch: too old"
      ),
    ]
  )
  func `Transient failures are retried, and others are counted and logged once`(fault: Fault)
    async throws
  {
    try await Receiver.with(fault.transport, answers: fault.answers) { receiver in
      let settings = try Exporting.settings(receiver.url, fault.transport)
      var times: [Double] = []
      let (counts, log) = try await Exporting.with(settings) { exporting in
        exporting.addEvents(5)
        for _ in 0..<fault.requests {
          let request = try await receiver.next()
          #expect(request.spans.count == 5)
          times.append(request.at)
        }
      }
      #expect(counts.exported == fault.exported && counts.failed == fault.failed && counts.dropped == 0)
      #expect(log.contains { $0.hasPrefix("warning") && $0.contains(fault.words) }, "\(log)")
      if fault.pause > 0 { #expect(times[1] - times[0] >= fault.pause) }
    }
  }

  @Test(
    arguments: [TracingEndpoint.Transport.http, .grpc]
  )
  func `An endpoint that hangs is given up after the timeout`(transport: TracingEndpoint.Transport)
    async throws
  {
    try await Receiver.with(transport, answers: [#"{"hang": true}"#]) { receiver in
      var settings = try Exporting.settings(receiver.url, transport)
      settings.requestTimeout = .milliseconds(100)
      settings.exportTimeout = .milliseconds(250)
      let (counts, log) = try await Exporting.with(settings) { exporting in
        exporting.addEvents(5)
        try await exporting.waitForFailure()
      }
      #expect(counts.failed == 5 && counts.exported == 0)
      // On a machine that is busy there may not even be a connection in time, which is another fault.
      #expect(Set(log).count == log.count && log.contains { $0.hasPrefix("warning") }, "\(log)")
    }
  }

  @Test(
    arguments: [TracingEndpoint.Transport.http, .grpc]
  )
  func `The end waits no longer than it may for an endpoint that hangs`(transport: TracingEndpoint.Transport)
    async throws
  {
    try await Receiver.with(transport, answers: [#"{"hang": true}"#]) { receiver in
      var settings = try Exporting.settings(receiver.url, transport)
      settings.requestTimeout = .seconds(3600)
      settings.exportTimeout = .seconds(3600)
      settings.flushTimeout = .milliseconds(200)
      let start = ContinuousClock.now
      let (counts, _) = try await Exporting.with(settings) { exporting in exporting.addEvents(5) }
      #expect(counts.failed == 5)
      #expect(ContinuousClock.now - start < Patience.limit(.seconds(20)))
    }
  }

  @Test(
    arguments: [TracingEndpoint.Transport.http, .grpc]
  )
  func `The end waits no longer than it may for an endpoint that takes no connection`(
    transport: TracingEndpoint.Transport
  ) async throws {
    try await Receiver.with(transport, answers: [#"{"deaf": true}"#]) { receiver in
      var settings = try Exporting.settings(receiver.url, transport)
      settings.flushTimeout = .milliseconds(200)
      var fastest = Duration.seconds(60)
      // A machine that is busy with other tests may hold up one attempt, but not all of them.
      for _ in 0..<12 where fastest >= .seconds(5) {
        let start = ContinuousClock.now
        let (counts, _) = try await Exporting.with(settings) { exporting in exporting.addEvents(600) }
        #expect(counts.failed == 600)
        fastest = min(fastest, ContinuousClock.now - start)
      }
      // An attempt to connect is given up after 10 s.
      #expect(fastest < .seconds(5))
    }
  }

  @Test(arguments: [TracingEndpoint.Transport.http, .grpc])
  func `An endpoint without a listener is logged once`(transport: TracingEndpoint.Transport) async throws {
    let port = try DeafPort()
    defer { withExtendedLifetime(port) {} }
    var settings = try Exporting.settings("http://127.0.0.1:\(port.number)", transport)
    settings.exportTimeout = .seconds(2)
    var isTold = false
    // On a machine that is busy a request may also have too little time, which is another fault.
    for _ in 0..<10 where !isTold {
      let (counts, log) = try await Exporting.with(settings) { exporting in
        exporting.addEvents(5)
        try await exporting.waitForFailure()
        exporting.addEvents(5)
      }
      #expect(counts.failed == 10 && counts.exported == 0)
      #expect(Set(log).count == log.count, "\(log)")
      isTold = log.contains { $0.hasPrefix("warning") && $0.hasSuffix("nobody listens there") }
    }
    #expect(isTold)
  }
}
