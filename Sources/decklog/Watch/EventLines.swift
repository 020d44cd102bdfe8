import EventViews
import Glibc
import Records
import Terminal

/// Writes events to standard output.
struct EventLines {
  /// What is gathered before it is written, in bytes.
  private static let outputSize = 64 << 10

  private let filter: RecordFilter
  private let isJSON: Bool
  private let isTerminal = TerminalEnvironment.isTerminal(STDOUT_FILENO)
  private let isColoured = TerminalEnvironment.isColoured(STDOUT_FILENO)
  private var output: [UInt8] = []

  /// - Parameters:
  ///   - filter: what is shown of batches.
  ///   - isJSON: whether records are written as they stand.
  init(filter: RecordFilter, isJSON: Bool) {
    self.filter = filter
    self.isJSON = isJSON
  }

  /// Writes the records of a batch that are wanted.
  mutating func print(_ batch: RecordBatch) throws(StandardOutput.Stop) {
    let formatter = formatter
    try batch.forEach { (record, bytes) throws(StandardOutput.Stop) in
      guard let record, filter.matches(record) else { return }
      append(record, bytes, formatter)
      if output.count >= Self.outputSize { try flush() }
    }
    try flush()
  }

  /// Takes a line that is wanted.
  mutating func print(_ bytes: ArraySlice<UInt8>) throws(StandardOutput.Stop) {
    guard let record = bytes.withUnsafeBytes({ EventRecord(json: $0) }) else { return }
    append(record, bytes, formatter)
    if output.count >= Self.outputSize { try flush() }
  }

  /// Writes what is gathered.
  mutating func flush() throws(StandardOutput.Stop) {
    try StandardOutput.write(output)
    output.removeAll(keepingCapacity: true)
  }

  /// The terminal may have another size each time.
  private var formatter: EventFormatter {
    EventFormatter(columns: isTerminal ? TerminalSize(of: STDOUT_FILENO)?.columns : nil)
  }

  private mutating func append(_ record: EventRecord, _ bytes: ArraySlice<UInt8>, _ formatter: EventFormatter)
  {
    if isJSON {
      output += isTerminal ? TerminalJSON.escaped(bytes)[...] : bytes
    } else {
      output += formatter.line(record).encoded(isColoured: isColoured).utf8
    }
    output.append(UInt8(ascii: "\n"))
  }
}
