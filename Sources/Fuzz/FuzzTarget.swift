import Foundation
import TestSupport

/// Feeds generated input to one of the readers of outside data, and checks the result.
protocol FuzzTarget {
  static var inputsPerRound: Int { get }

  /// - Parameter directory: an empty directory for this target alone.
  init(seed: UInt64, directory: String) throws

  /// Runs one round. What it does depends only on the generator.
  mutating func run(_ generator: inout SplitMix64, _ counts: inout FuzzCounts) async throws
}

/// The targets, by their names on the command line.
enum FuzzTargetName: String, CaseIterable, Sendable {
  case lines, formats, logs, answers, state, ledger, records

  var type: any FuzzTarget.Type {
    switch self {
    case .lines: LinesTarget.self
    case .formats: FormatsTarget.self
    case .logs: LogsTarget.self
    case .answers: AnswersTarget.self
    case .state: StateTarget.self
    case .ledger: LedgerTarget.self
    case .records: RecordsTarget.self
    }
  }

  /// The number of inputs in a long run.
  var usualInputs: Int { self == .lines ? 10_000_000 : 1_000_000 }

  /// Runs `rounds`, and stops after 20 failed checks.
  ///
  /// - Parameter onRound: called before each round.
  func run(seed: UInt64, rounds: StrideTo<Int>, onRound: (Int) -> Void = { _ in }) async throws -> FuzzCounts
  {
    var counts = FuzzCounts()
    // The files are many and small, so prefer a memory file system.
    let parent = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let directory = "\(parent)/decklog-fuzz-\(UInt64.random(in: .min ... .max))"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var target = try type.init(seed: seed, directory: directory)
    for round in rounds where counts.failures < 20 {
      onRound(round)
      counts.begin(seed: seed, round: round)
      var generator = SplitMix64(seed: seed, round: round)
      try await target.run(&generator, &counts)
    }
    return counts
  }
}

extension SplitMix64 {
  /// The generator of one round. The seed is mixed first, because neighbouring seeds would give overlapping sequences.
  fileprivate init(seed: UInt64, round: Int) {
    var mixer = SplitMix64(seed: seed)
    self.init(seed: mixer.next() ^ UInt64(round) &* 0xD6E8_FEB8_6659_FD93)
  }
}

/// What one or several workers have done.
struct FuzzCounts: Sendable {
  /// Inputs read: lines, answers or sets of files.
  private(set) var inputs = 0
  /// The size of the inputs, in bytes.
  private(set) var bytes = 0
  /// What the readers understood: records, entries, messages, states.
  var records = 0
  private(set) var failures = 0
  private var round = ""
  private var inputsBefore = 0

  fileprivate mutating func begin(seed: UInt64, round: Int) {
    self.round = "seed \(seed) round \(round)"
    inputsBefore = inputs
  }

  mutating func begin(inputOf byteCount: Int) {
    inputs += 1
    bytes += byteCount
  }

  /// Counts a failed check of the current input, and prints what is needed to reproduce it.
  mutating func fail(_ reason: String, _ input: [UInt8]) {
    failures += 1
    let sample = Data(input.prefix(3000)).base64EncodedString()
    print("\(round) input \(inputs - inputsBefore - 1): \(reason)\n  input, base64: \(sample)")
    fflush(nil)
  }

  mutating func add(_ other: FuzzCounts) {
    inputs += other.inputs
    bytes += other.bytes
    records += other.records
    failures += other.failures
  }
}
