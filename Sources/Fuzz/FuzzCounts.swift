import Foundation

/// What a worker did.
struct FuzzCounts: Sendable {
  /// Inputs that were read: lines, answers, or sets of files.
  var inputs = 0
  /// Their bytes.
  var bytes = 0
  /// What was understood of them: records, entries, messages, states.
  var records = 0
  /// Checks that failed.
  var failures = 0

  /// Adds another worker's counts.
  mutating func add(_ other: FuzzCounts) {
    inputs += other.inputs
    bytes += other.bytes
    records += other.records
    failures += other.failures
  }

  /// Counts a check that failed, and says all that is needed to see it again.
  mutating func fail(_ reason: String, seed: UInt64, round: Int, input: Int, _ bytes: [UInt8]) {
    failures += 1
    let sample = Data(bytes.prefix(3000)).base64EncodedString()
    print("seed \(seed) round \(round) input \(input): \(reason)\n  input, base64: \(sample)")
    fflush(nil)
  }
}
