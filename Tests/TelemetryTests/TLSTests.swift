import Testing
import TestSupport

@testable import TraceExport

@Suite(
  "Traces over TLS",
  .enabled(if: Tool.openssl.isExpected),
  .enabled { await Receiver.isThere },
  .timeLimit(.minutes(Patience.minutes(5)))
)
struct TLSTests {
  /// Runs `body` with a receiver that has a certificate of its own making, and the certificate's file.
  ///
  /// - Parameter name: whom the certificate is for.
  private func with(
    _ transport: TracingEndpoint.Transport,
    for name: String = "DNS:localhost,IP:127.0.0.1",
    _ body: (inout Receiver, _ certificate: String) async throws -> Void
  ) async throws {
    let folder = try ScratchDirectory()
    let made = try await Tool.openssl.run([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
      "-subj", "/CN=receiver", "-addext", "subjectAltName=\(name)",
      "-keyout", folder.file("key.pem"), "-out", folder.file("cert.pem"),
    ])
    try #require(made.isSuccess, "\(made.output)")
    try await Receiver.with(transport, certificate: folder.path) { receiver in
      try await body(&receiver, folder.file("cert.pem"))
    }
  }

  @Test(
    arguments: [TracingEndpoint.Transport.http, .grpc],
    ["localhost", "127.0.0.1"]
  )
  func `Spans arrive where the certificate is trusted, by name and by address`(
    transport: TracingEndpoint.Transport,
    host: String
  ) async throws {
    try await with(transport) { receiver, certificate in
      let settings = try Exporting.settings(
        "https://\(host):\(receiver.port)",
        transport,
        environment: ["OTEL_EXPORTER_OTLP_CERTIFICATE": certificate]
      )
      let (counts, log) = try await Exporting.with(settings) { exporting in exporting.addEvents(5) }
      #expect(counts.exported == 5 && counts.failed == 0, "\(log)")
      #expect(try await receiver.next().spans.count == 5)
    }
  }

  @Test(
    arguments: [TracingEndpoint.Transport.http, .grpc]
  )
  func `No span is sent to an untrusted certificate`(transport: TracingEndpoint.Transport)
    async throws
  {
    try await with(transport) { receiver, _ in
      let settings = try Exporting.settings("https://localhost:\(receiver.port)", transport)
      try await expectFailure(settings, "its certificate is not trusted")
    }
  }

  @Test(
    arguments: [TracingEndpoint.Transport.http, .grpc],
    ["localhost", "127.0.0.1"]
  )
  func `No span is sent to a certificate for another name or address`(
    transport: TracingEndpoint.Transport,
    host: String
  ) async throws {
    try await with(transport, for: "DNS:elsewhere.example,IP:192.0.2.1") { receiver, certificate in
      let settings = try Exporting.settings(
        "https://\(host):\(receiver.port)",
        transport,
        environment: ["OTEL_EXPORTER_OTLP_CERTIFICATE": certificate]
      )
      try await expectFailure(settings, "its certificate is for another name")
    }
  }

  @Test func `An endpoint with TLS but without HTTP/2 is no endpoint for gRPC`() async throws {
    try await with(.http) { receiver, certificate in
      let settings = try Exporting.settings(
        "https://localhost:\(receiver.port)",
        .grpc,
        environment: ["OTEL_EXPORTER_OTLP_CERTIFICATE": certificate]
      )
      try await expectFailure(settings, "it offers no HTTP/2")
    }
  }

  @Test(
    arguments: [TracingEndpoint.Transport.http, .grpc]
  )
  func `A missing certificate file is reported`(transport: TracingEndpoint.Transport)
    async throws
  {
    let settings = try Exporting.settings(
      "https://localhost:1",
      transport,
      environment: ["OTEL_EXPORTER_OTLP_CERTIFICATE": "/nowhere/at/all.pem"]
    )
    try await expectFailure(settings, "can't read the file of certificates")
  }

  private func expectFailure(_ settings: TracingSettings, _ words: String) async throws {
    let (counts, log) = try await Exporting.with(settings) { exporting in exporting.addEvents(5) }
    #expect(counts.failed == 5 && counts.exported == 0)
    #expect(log.contains { $0.hasPrefix("warning") && $0.contains(words) }, "\(log)")
  }
}
