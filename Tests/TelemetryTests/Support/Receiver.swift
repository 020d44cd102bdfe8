import Foundation
import Subprocess
import TestSupport

@testable import TraceExport

/// An OTLP endpoint that is not of this code: OpenTelemetry's own messages, in Python.
struct Receiver {
  /// The endpoint's port on 127.0.0.1.
  let port: Int
  /// How it is spoken to.
  let transport: TracingEndpoint.Transport
  private var lines: AsyncStream<String>.AsyncIterator

  private static let script = Bundle.module.bundlePath + "/Receiver/receiver"

  /// Whether its packages are here or can be fetched. In CI they have to be.
  static var isThere: Bool {
    get async {
      if TestTools.isCI { return true }
      let result = try? await run(.name("bash"), arguments: [script, "--check"], output: .discarded)
      return result?.terminationStatus.isSuccess ?? false
    }
  }

  /// Runs a receiver while `body` runs.
  ///
  /// - Parameters:
  ///   - answers: what it answers, request by request, as `receiver.py` describes it.
  ///   - certificate: a folder with the certificate for TLS.
  static func with(
    _ transport: TracingEndpoint.Transport,
    answers: [String] = [],
    certificate: String? = nil,
    _ body: (inout Receiver) async throws -> Void
  ) async throws {
    let arguments = [script, transport == .http ? "http" : "grpc"] + answers
    let result = try await run(
      .name("bash"),
      arguments: Arguments(arguments),
      environment: certificate.map { .inherit.updating(["RECEIVER_TLS": $0]) } ?? .inherit,
      input: .inputWriter,
      output: .sequence,
      error: .string(limit: 1 << 20)
    ) { execution in
      let (lines, continuation) = AsyncStream<String>.makeStream()
      try await withThrowingTaskGroup(of: Void.self) { group in
        // All the time, or it would have to wait with its answers.
        group.addTask {
          defer { continuation.finish() }
          for try await line in execution.standardOutput.strings(bufferingPolicy: .unbounded) {
            continuation.yield(line)
          }
        }
        let result = await Self.outcome {
          var iterator = lines.makeAsyncIterator()
          guard let port = await iterator.next(isolation: #isolation).flatMap({ Int($0) }) else { return }
          var receiver = Receiver(port: port, transport: transport, lines: iterator)
          try await body(&receiver)
        }
        try await execution.standardInputWriter.finish()
        try await group.waitForAll()
        try result.get()
      }
    }
    guard result.terminationStatus.isSuccess else { throw ReceiverFailure(output: result.standardError) }
  }

  private static func outcome(_ body: () async throws -> Void) async -> Result<Void, any Error> {
    do {
      return .success(try await body())
    } catch {
      return .failure(error)
    }
  }

  /// The endpoint as a setting.
  var url: String { "http://127.0.0.1:\(port)" }

  /// Waits for the next request.
  mutating func next() async throws -> ReceivedRequest {
    guard let line = await lines.next(isolation: #isolation) else {
      throw ReceiverFailure(output: "it ended")
    }
    return try JSONDecoder().decode(ReceivedRequest.self, from: Data(line.utf8))
  }
}
