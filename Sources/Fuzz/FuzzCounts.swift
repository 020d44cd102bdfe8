/// What a worker did.
struct FuzzCounts: Sendable {
  /// Lines that were read.
  var inputs = 0
  /// Their bytes.
  var bytes = 0
  /// Records that were checked.
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
}
