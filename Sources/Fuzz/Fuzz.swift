import ArgumentParser
import Foundation

@main
struct Fuzz: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Feeds generated input to every reader of outside data and checks the result.",
    discussion: """
      Targets: lines (a container's lines, up to the record), formats (lines of declared formats), \
      logs (an engine's streams and json-files), answers (an \
      engine's JSON), state (ring and checkpoints), ledger, records (record files and positions in them). Inputs come in \
      rounds, and a seed always gives the same rounds. A failure or a crash prints its seed and round; --target T \
      --seed S --round R repeats that round alone.
      """
  )

  @Option(help: "Number of inputs, rounded up to whole rounds. [lines: 10,000,000; others: 1,000,000 each]")
  var inputs: Int?

  @Option(
    help: "Target to run; repeatable. [\(FuzzTargetName.allCases.map(\.rawValue).joined(separator: ", "))]"
  )
  var target: [FuzzTargetName] = []

  @Option(help: "Seed of the inputs. [the time]")
  var seed: UInt64?

  @Option(help: "Run this round only.")
  var round: Int?

  @Option(help: "Number of rounds that run at the same time.")
  var workers = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard inputs ?? 1 > 0, workers > 0, round ?? 0 >= 0 else {
      throw ValidationError("--inputs and --workers must be above 0, and --round must not be negative")
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

  /// - Returns: the number of failed checks.
  private func run(_ name: FuzzTargetName, seed: UInt64) async throws -> Int {
    let perRound = name.type.inputsPerRound
    let rounds = round.map { $0..<$0 + 1 } ?? 0..<((inputs ?? name.usualInputs) + perRound - 1) / perRound
    let workers = min(workers, rounds.count)
    print("\(name.rawValue): seed \(seed)")
    // A crash must not lose the seed.
    fflush(nil)
    let start = ContinuousClock.now
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
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print(
      "\(name.rawValue): \(total.inputs) inputs of \(total.bytes) bytes, \(total.records) understood,"
        + " \(Int(Double(total.inputs) / seconds)) a second, \(total.failures) failures"
    )
    return total.failures
  }
}

extension FuzzTargetName: ExpressibleByArgument {}
