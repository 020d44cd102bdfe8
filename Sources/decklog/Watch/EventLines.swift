import EventViews
import Glibc
import Records
import Terminal

/// Writes events to standard output.
struct EventLines {
  /// The size of a write, in bytes.
  private static let outputSize = 64 << 10

  private let filter: RecordFilter
  private let isJSON: Bool
  private let isTerminal = TerminalEnvironment.isTerminal(STDOUT_FILENO)
  private let isColoured = TerminalEnvironment.isColoured(STDOUT_FILENO)
  private var output: [UInt8] = []

  /// Batches are filtered; records are written as they are if `isJSON`.
  init(filter: RecordFilter, isJSON: Bool) {
    self.filter = filter
    self.isJSON = isJSON
  }

  /// Writes the records of a batch that match the filter.
  mutating func print(_ batch: RecordBatch) throws(StandardOutput.Stop) {
    let formatter = formatter
    try batch.forEach { (record, bytes) throws(StandardOutput.Stop) in
      guard let record, filter.matches(record) else { return }
      try append(record, bytes, formatter)
    }
    try flush()
  }

  /// Writes a record, at the latest with the next ``flush()``.
  mutating func print(_ bytes: ArraySlice<UInt8>) throws(StandardOutput.Stop) {
    guard let record = bytes.withUnsafeBytes({ EventRecord(json: $0) }) else { return }
    try append(record, bytes, formatter)
  }

  mutating func flush() throws(StandardOutput.Stop) {
    try StandardOutput.write(output)
    output.removeAll(keepingCapacity: true)
  }

  /// The terminal may have been resized.
  private var formatter: EventFormatter { EventFormatter(columns: QueryOutput.columns) }

  private mutating func append(
    _ record: EventRecord,
    _ bytes: ArraySlice<UInt8>,
    _ formatter: EventFormatter
  ) throws(StandardOutput.Stop) {
    if isJSON {
      output += isTerminal ? TerminalJSON.escaped(bytes)[...] : bytes
    } else {
      output += formatter.line(record).encoded(isColoured: isColoured).utf8
    }
    output.append(UInt8(ascii: "\n"))
    if output.count >= Self.outputSize { try flush() }
  }
}
