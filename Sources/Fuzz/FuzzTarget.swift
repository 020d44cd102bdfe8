import EventTestSupport
import Foundation

/// One of the readers of what comes from outside, fed with made-up input.
protocol FuzzTarget {
  /// How many inputs one round has.
  static var inputsPerRound: Int { get }

  /// - Parameters:
  ///   - seed: what the inputs are made from.
  ///   - directory: is there, empty, and this target's alone.
  init(seed: UInt64, directory: String) throws

  /// Runs one round. What it does depends on the seed and the round's number alone.
  mutating func run(_ round: Int, counts: inout FuzzCounts) async throws
}

/// The targets by the names that they have for who runs them.
enum FuzzTargetName: String, CaseIterable, Sendable {
  case lines, logs, answers, state, ledger, records

  var type: any FuzzTarget.Type {
    switch self {
    case .lines: LinesTarget.self
    case .logs: LogsTarget.self
    case .answers: AnswersTarget.self
    case .state: StateTarget.self
    case .ledger: LedgerTarget.self
    case .records: RecordsTarget.self
    }
  }

  /// How many inputs are worth a long run.
  var usualInputs: Int { self == .lines ? 10_000_000 : 1_000_000 }

  /// Runs some rounds, each `step`-th of a range, in a directory that is removed afterwards.
  ///
  /// - Parameter onRound: is told of each round before it runs.
  func run(
    seed: UInt64,
    rounds: StrideTo<Int>,
    onRound: (Int) -> Void = { _ in }
  ) async throws -> FuzzCounts {
    var counts = FuzzCounts()
    // In memory where that can be: the files are many and small.
    let parent = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let directory = "\(parent)/decklog-fuzz-\(UInt64.random(in: .min ... .max))"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var target = try type.init(seed: seed, directory: directory)
    for round in rounds {
      onRound(round)
      try await target.run(round, counts: &counts)
      // More of the same tells nothing more.
      if counts.failures >= 20 { break }
    }
    return counts
  }
}

extension SplitMix64 {
  /// The generator of one round. Mixed, since seeds that are near to each other would give overlapping numbers.
  init(seed: UInt64, round: Int) {
    var mixer = SplitMix64(seed: seed)
    self.init(seed: mixer.next() ^ UInt64(round) &* 0xD6E8_FEB8_6659_FD93)
  }
}
