import EngineTestSupport
import Foundation
import Testing
import TestSupport

/// A `decklog collect` of the test's own, with a directory of its own.
final class CollectorProcess: Sendable {
  /// Where its files are.
  let directory: String
  private let process: DecklogProcess
  private let isInside: Bool
  var processID: Int32 { process.id }

  var logFile: String { directory + "/log/decklog.log" }
  var recordFile: String { directory + "/log/decklog.json" }

  /// Starts a collector.
  ///
  /// - Parameters:
  ///   - host: the engine, as `DOCKER_HOST` spells it.
  ///   - arguments: more flags.
  ///   - environment: variables besides the test's own, none of which reach it otherwise.
  ///   - wrapper: a command that runs it, such as `setpriv …`.
  ///   - engine: whose processes and mounts it sees, as on one host with it; `nil` for the test's.
  init(
    host: String,
    directory: String,
    arguments: [String] = [],
    environment: [String: String] = [:],
    wrapper: [String] = [],
    inside engine: TestEngine? = nil
  ) throws {
    self.directory = directory
    let entry = try engine?.entry ?? []
    isInside = !entry.isEmpty
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    process = try DecklogProcess(
      ["collect", "--docker-host", host, "--log-file", directory + "/log/decklog.log"]
        + ["--state-file", directory + "/state.json"] + arguments,
      in: directory,
      // A home of its own, without the bus that a developer may run in his.
      environment: ["HOME": directory].merging(environment) { $1 },
      inheriting: .path,
      wrapper: entry + wrapper
    )
  }

  /// Runs `body` with a collector in a temporary directory; both are gone afterwards.
  static func with(
    _ engine: TestEngine,
    arguments: [String] = [],
    environment: [String: String] = [:],
    prepare: (String) throws -> Void = { _ in },
    _ body: (CollectorProcess) async throws -> Void
  ) async throws {
    let directory = try ScratchDirectory()
    defer { directory.remove() }
    try prepare(directory.path)
    let collector = try CollectorProcess(
      host: engine.host,
      directory: directory.path,
      arguments: arguments,
      environment: environment
    )
    do {
      try await body(collector)
    } catch {
      collector.signal(SIGKILL)
      throw error
    }
    if collector.isRunning { collector.signal(SIGKILL) }
  }

  var isRunning: Bool { process.isRunning }

  /// What it has said so far.
  var said: String { process.errors }

  func signal(_ number: Int32) {
    guard isInside else { return process.send(number) }
    // nsenter waits for its child and ends as it does.
    let path = "/proc/\(process.id)/task/\(process.id)/children"
    let children = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    guard let child = children.split(separator: " ").first.flatMap({ Int32($0) }) else {
      return process.send(number)
    }
    kill(child, number)
  }

  /// Stops it as a service manager does.
  ///
  /// - Returns: its exit status and the numbers of its last words.
  func stop() async throws -> (status: Int32, counts: [String: Int]) {
    signal(SIGTERM)
    return try await ended()
  }

  /// Waits until it has ended by itself.
  func ended() async throws -> (status: Int32, counts: [String: Int]) {
    try await eventually("the collector ends", within: .seconds(60)) { !self.isRunning }
    let status = process.wait()
    let words = said.split(separator: "\n").last?.split(separator: " ") ?? []
    let numbers = words.compactMap { word -> (String, Int)? in
      let parts = word.split(separator: "=")
      guard parts.count == 2, let number = Int(parts[1]) else { return nil }
      return (String(parts[0]), number)
    }
    return (status, Dictionary(numbers) { $1 })
  }

  /// The most memory that it has had resident, in bytes.
  var peakMemory: Int {
    get throws {
      let status = try String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
      return try #require(Int(line.split(whereSeparator: { $0 == " " || $0 == "\t" })[1])) * 1024
    }
  }
}
