import EngineTestSupport
import Foundation
import Testing
import TestSupport

/// A collector that reads files in containers, again and again on the same state.
///
/// It runs among the engine's mounts and processes, as on a host of theirs.
final class HoneypotCollector {
  /// A gap as the ledger has it.
  struct LedgerGap: Hashable {
    var container: String
    var output: String
    var cause: String
  }

  private let engine: TestEngine
  private let directory: String
  private let arguments: [String]
  private let environment: [String: String]
  private var process: CollectorProcess
  /// What those that have ended have said.
  private var saidBefore = ""

  /// Starts it.
  ///
  /// - Parameter environment: variables besides the test's own.
  init(_ engine: TestEngine, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
    self.engine = engine
    self.arguments = arguments
    self.environment = environment
    directory = engine.directory + "/collected"
    process = try Self.start(engine, directory, arguments, environment)
  }

  private static func start(
    _ engine: TestEngine,
    _ directory: String,
    _ arguments: [String],
    _ environment: [String: String]
  ) throws -> CollectorProcess {
    try CollectorProcess(
      host: engine.host,
      directory: directory,
      arguments: arguments,
      environment: ["DECNET_COLLECTOR_RECONCILE_S": "1"].merging(environment) { $1 },
      inside: engine
    )
  }

  var logFile: String { process.logFile }
  var recordFile: String { process.recordFile }
  var said: String { saidBefore + process.said }

  /// Kills it and waits until it is dead.
  func kill() async throws {
    process.signal(SIGKILL)
    try await eventually("it is dead") { !self.process.isRunning }
    saidBefore += process.said
  }

  /// Starts it again.
  func start() throws {
    process = try Self.start(engine, directory, arguments, environment)
  }

  /// Stops it, and looks whether all is accounted for.
  ///
  /// - Parameter gaps: how many gaps there may be; `nil` for any number.
  /// - Returns: the numbers of its last words.
  func stop(gaps: Int? = nil, _ here: SourceLocation = #_sourceLocation) async throws -> [String: Int] {
    // Until then it is ended by the signal.
    try await eventually("it runs") { self.process.said.contains("collecting from") }
    let (status, counts) = try await process.stop()
    #expect(status == 0, "\(said.suffix(4096))", sourceLocation: here)
    saidBefore += process.said
    let names = ["records", "held_back", "dropped", "not_events", "continued"]
    let sum = names.compactMap { counts[$0] }.reduce(0, +)
    #expect(counts["lines"] == sum, "\(counts)", sourceLocation: here)
    #expect(counts["lines"] == (try FileLines.count(logFile)), sourceLocation: here)
    #expect(counts["records"] == (try FileLines.count(recordFile)), sourceLocation: here)
    if let gaps {
      let found = try self.gaps
      #expect(counts["gaps"] == gaps, "\(found)", sourceLocation: here)
    }
    return counts
  }

  /// Waits until the log has so many lines.
  func awaitLines(_ count: Int, within limit: Duration = .seconds(120)) async throws {
    try await eventually("\(count) lines", within: limit) {
      try #require(self.process.isRunning, "\(self.said.suffix(4096))")
      return try FileLines.count(self.logFile) >= count
    }
  }

  /// Waits until the log has a run up to its last line.
  func await(_ run: String, upTo last: Int) async throws {
    try await eventually("\(run) up to \(last)") {
      try #require(self.process.isRunning, "\(self.said.suffix(4096))")
      return try EmittedLines(self.logFile).runs[run]?.last == last
    }
  }

  /// Waits until the ledger has a gap `unreadable` of an output.
  func awaitUnreadable(_ container: String, _ output: String) async throws {
    try await eventually("\(output) of \(container) is unreadable") {
      try #require(self.process.isRunning, "\(self.said.suffix(4096))")
      return try self.gaps.contains(LedgerGap(container: container, output: output, cause: "unreadable"))
    }
  }

  /// Whether log and records have a run from 1 to `last`, each line once and in order.
  func expectWhole(_ run: String, upTo last: Int, _ here: SourceLocation = #_sourceLocation) throws {
    for file in [logFile, recordFile] {
      let found = try EmittedLines(file)
      let fault = found.fault(of: run, upTo: last)
      #expect(found.isWhole(run, upTo: last), "\(file): \(fault)", sourceLocation: here)
    }
  }

  /// That nothing was read that the container may not show.
  func expectNoSecret(_ here: SourceLocation = #_sourceLocation) throws {
    let found = try EmittedLines(logFile)
    #expect(found.runs["secret"] == nil, sourceLocation: here)
    #expect(found.damaged.isEmpty, "\(found.damaged.prefix(3))", sourceLocation: here)
  }

  /// The records.
  var records: [[String: Any]] {
    get throws {
      try Data(contentsOf: URL(filePath: recordFile)).split(separator: UInt8(ascii: "\n"))
        .map { try FoundationJSON.object($0) }
    }
  }

  /// The gaps that the ledger has, without those that it has only begun to write.
  var gaps: [LedgerGap] {
    get throws {
      let ledger = (try? Data(contentsOf: URL(filePath: logFile + ".ledger.jsonl"))) ?? Data()
      return ledger.split(separator: UInt8(ascii: "\n")).compactMap { try? FoundationJSON.object($0) }
        .flatMap { $0["gaps"] as? [[String: Any]] ?? [] }
        .map { gap in
          LedgerGap(
            container: gap["name"] as? String ?? "",
            output: gap["stream"] as? String ?? "",
            cause: gap["cause"] as? String ?? ""
          )
        }
    }
  }

  /// How often it has said something of an output by the names of container and file.
  func reports(of container: String, _ output: String) -> Int {
    said.components(separatedBy: "\(container) \(output)").count - 1
  }
}
