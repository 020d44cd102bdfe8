import Foundation
import Testing
import TestSupport

/// An OTLP endpoint that is not of this code: OpenTelemetry's own messages, in Python.
struct TraceReceiver {
  /// Its port on 127.0.0.1; it speaks HTTP.
  let port: Int
  private let output: String

  /// Runs a receiver while `body` runs.
  static func with(_ body: (TraceReceiver) async throws -> Void) async throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../TelemetryTests/Support/Receiver/receiver").path
    let directory = try ScratchDirectory()
    defer { directory.remove() }
    let output = try directory.write("", to: "spans")
    let input = Pipe()
    let process = try ChildProcess(
      ["bash", script, "http"],
      input: input.fileHandleForReading,
      output: try FileHandle(forWritingTo: URL(filePath: output))
    )
    defer {
      // It ends with its input.
      try? input.fileHandleForWriting.close()
      process.wait()
    }
    try await eventually("the receiver says its port") {
      try #require(process.isRunning, "the receiver needs Python's pip")
      return try String(contentsOfFile: output, encoding: .utf8).contains("\n")
    }
    let port = try #require(try lines(output).first.flatMap { Int($0) })
    try await body(TraceReceiver(port: port, output: output))
  }

  /// All spans that it got.
  func spans() throws -> [[String: Any]] {
    try Self.lines(output).dropFirst().flatMap { line in
      let request = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return request?["spans"] as? [[String: Any]] ?? []
    }
  }

  private static func lines(_ file: String) throws -> [Substring] {
    try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
  }
}
