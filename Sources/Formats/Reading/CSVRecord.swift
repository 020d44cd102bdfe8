import Syslog

/// Puts the lines of a CSV record together and takes it apart (RFC 4180).
struct CSVRecord: Sendable {
  /// The longest record, in bytes.
  static let longest = 65_536
  /// The most lines of a record.
  static let mostLines = 100

  enum State: Hashable {
    case complete
    /// A quoted value goes on in the next line.
    case open
    /// The record is longer than records may be.
    case overlong
  }

  /// The record's lines, with an LF between.
  private(set) var bytes: [UInt8] = []
  /// How many lines it has, and how many of these are not empty.
  private(set) var lines = 0
  private(set) var filledLines = 0
  private var isInQuotes = false

  /// Whether a quoted value goes on in the next line.
  var isOpen: Bool { isInQuotes }

  /// Takes the next line.
  mutating func append(_ line: UnsafeRawBufferPointer) -> State {
    lines += 1
    if !line.isEmpty { filledLines += 1 }
    if lines > 1 { bytes.append(ASCII.lineFeed) }
    guard bytes.count + line.count <= Self.longest else { return .overlong }
    bytes.append(contentsOf: line)
    for byte in line where byte == ASCII.quote { isInQuotes.toggle() }
    if !isInQuotes { return .complete }
    return lines < Self.mostLines ? .open : .overlong
  }

  /// Begins a new record.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    lines = 0
    filledLines = 0
    isInQuotes = false
  }

  /// Hands on each value: where it begins and ends in `output`, to which it is appended.
  static func split(
    _ record: UnsafeRawBufferPointer,
    into output: inout [UInt8],
    _ body: (Range<Int>) -> Void
  ) {
    var start = output.count
    var isInQuotes = false
    var index = 0
    while index < record.count {
      let byte = record[index]
      index &+= 1
      if byte == ASCII.quote {
        if isInQuotes, index < record.count, record[index] == ASCII.quote {
          output.append(byte)
          index &+= 1
        } else {
          isInQuotes.toggle()
        }
      } else if byte == UInt8(ascii: ","), !isInQuotes {
        body(start..<output.count)
        start = output.count
      } else {
        output.append(byte)
      }
    }
    body(start..<output.count)
  }
}
