/// Where records come from.
public protocol RecordSource: ~Copyable {
  /// What comes next; `nil` where there is nothing now. Never waits.
  mutating func next() throws -> RecordBatch?
}
