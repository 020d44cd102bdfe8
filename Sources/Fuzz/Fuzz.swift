import ArgumentParser
import Foundation

/// Feeds made-up lines to everything that reads lines, and checks every record.
@main
struct Fuzz: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Feeds made-up lines to everything that reads lines, and checks every record.",
    discussion: """
      Lines come in rounds of \(FuzzRound.lines). The same seed gives the same rounds; a failure names its round, \
      and --seed S --round R runs that round alone. So does a crash.
      """
  )

  @Option(help: "How many lines, rounded up to whole rounds.")
  var inputs = 10_000_000

  @Option(help: "What the lines are made from; by default the clock.")
  var seed: UInt64?

  @Option(help: "The one round to run.")
  var round: Int?

  @Option(help: "How many rounds run at the same time.")
  var workers = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard inputs > 0, workers > 0, round ?? 0 >= 0 else {
      throw ValidationError("--inputs and --workers want a number above 0, --round one from 0 on")
    }
  }

  func run() async throws {
    let seed = seed ?? UInt64(Date.now.timeIntervalSince1970 * 1_000_000)
    let rounds = round.map { $0..<($0 + 1) } ?? 0..<((inputs + FuzzRound.lines - 1) / FuzzRound.lines)
    let workers = min(workers, rounds.count)
    print("seed \(seed)")
    // A crash must not take the seed along.
    fflush(nil)
    CrashReport.install(workers: workers)

    let clock = ContinuousClock()
    let start = clock.now
    let total = await withTaskGroup { group in
      for worker in 0..<workers {
        group.addTask { Self.work(worker, of: workers, rounds: rounds, seed: seed) }
      }
      return await group.reduce(into: FuzzCounts()) { $0.add($1) }
    }
    let seconds = (clock.now - start) / .seconds(1)

    print("\(total.records) records, \(total.bytes) bytes of lines")
    print("\(Int(Double(total.inputs) / seconds)) inputs a second")
    print("\(total.inputs) inputs, \(total.failures) failures")
    if total.failures > 0 { throw ExitCode.failure }
  }

  /// Runs every `workers`-th round.
  private static func work(_ worker: Int, of workers: Int, rounds: Range<Int>, seed: UInt64) -> FuzzCounts {
    var counts = FuzzCounts()
    var fuzz = FuzzRound(seed: seed)
    for round in stride(from: rounds.lowerBound + worker, to: rounds.upperBound, by: workers) {
      CrashReport.note(round: round, worker: worker)
      fuzz.run(round, counts: &counts)
      // More of the same tells nothing more.
      if counts.failures >= 20 { break }
    }
    CrashReport.note(round: -1, worker: worker)
    return counts
  }
}
