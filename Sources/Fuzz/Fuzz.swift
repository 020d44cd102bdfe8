import ArgumentParser
import Foundation

/// Feeds made-up input to everything that reads what comes from outside, and checks what comes of it.
@main
struct Fuzz: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Feeds made-up input to everything that reads what comes from outside, and checks what comes of it.",
    discussion: """
      The targets: lines (of containers, up to the record), logs (streams and json-files of an engine), answers (its \
      JSON), state (ring, checkpoints and what is in them), ledger, records (record files and places in them). Inputs come in \
      rounds. The same seed gives the same rounds; a failure names its round, and --target T --seed S --round R runs \
      that round alone. So does a crash.
      """
  )

  @Option(
    help:
      "How many inputs, rounded up to whole rounds. [10,000,000 lines, and 1,000,000 of each other target]"
  )
  var inputs: Int?

  @Option(
    help:
      "Which targets; repeatable. [all: \(FuzzTargetName.allCases.map(\.rawValue).joined(separator: ", "))]"
  )
  var target: [FuzzTargetName] = []

  @Option(help: "What the inputs are made from; by default the clock.")
  var seed: UInt64?

  @Option(help: "The one round to run.")
  var round: Int?

  @Option(help: "How many rounds run at the same time.")
  var workers = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard inputs ?? 1 > 0, workers > 0, round ?? 0 >= 0 else {
      throw ValidationError("--inputs and --workers want a number above 0, --round one from 0 on")
    }
  }

  func run() async throws {
    let seed = seed ?? UInt64(Date.now.timeIntervalSince1970 * 1_000_000)
    CrashReport.install(workers: workers)
    var failures = 0
    for name in target.isEmpty ? FuzzTargetName.allCases : target {
      failures += try await run(name, seed: seed)
    }
    if failures > 0 { throw ExitCode.failure }
  }

  /// - Returns: how many checks failed.
  private func run(_ name: FuzzTargetName, seed: UInt64) async throws -> Int {
    let perRound = name.type.inputsPerRound
    let rounds =
      round.map { $0..<($0 + 1) } ?? 0..<(((inputs ?? name.usualInputs) + perRound - 1) / perRound)
    let workers = min(workers, rounds.count)
    print("\(name.rawValue): seed \(seed)")
    // A crash must not take the seed along.
    fflush(nil)
    let clock = ContinuousClock()
    let start = clock.now
    let total = try await withThrowingTaskGroup(of: FuzzCounts.self) { group in
      for worker in 0..<workers {
        group.addTask {
          defer { CrashReport.note(round: -1, worker: worker) }
          return try await name.run(
            seed: seed,
            rounds: stride(from: rounds.lowerBound + worker, to: rounds.upperBound, by: workers)
          ) { CrashReport.note(round: $0, worker: worker) }
        }
      }
      return try await group.reduce(into: FuzzCounts()) { $0.add($1) }
    }
    let seconds = (clock.now - start) / .seconds(1)
    print(
      "\(name.rawValue): \(total.inputs) inputs of \(total.bytes) bytes, \(total.records) understood,"
        + " \(Int(Double(total.inputs) / seconds)) a second, \(total.failures) failures"
    )
    return total.failures
  }
}

extension FuzzTargetName: ExpressibleByArgument {}
