import Syslog

/// Puts the lines of a CSV record together and takes it apart (RFC 4180).
struct CSVRecord: Sendable {
  /// The longest record, in bytes.
  static let longest = 65_536
  /// The most lines of a record.
  static let mostLines = 100
  /// After how many bytes or lines the quotes of an overlong record count as damage, and the next line begins a record.
  static let longestOverlong = 16 << 20
  static let mostOverlongLines = 10_000

  enum State: Hashable {
    case complete
    /// A quoted value goes on in the next line.
    case open
    /// The record is longer than records may be. Lines are part of it until its quotes are closed.
    case overlong
  }

  /// The record's lines, with an LF between; none of an overlong record.
  private(set) var bytes: [UInt8] = []
  /// The number of its bytes and lines.
  private var size = 0
  private(set) var lines = 0
  private var isInQuotes = false
  private var isOverlong = false

  /// Whether a quoted value goes on in the next line.
  var isOpen: Bool { isInQuotes }

  /// Takes the next line.
  mutating func append(_ line: UnsafeRawBufferPointer) -> State {
    lines += 1
    size += line.count + (lines > 1 ? 1 : 0)
    for byte in line where byte == ASCII.quote { isInQuotes.toggle() }
    if !isOverlong, size <= Self.longest, lines < Self.mostLines || !isInQuotes {
      if lines > 1 { bytes.append(ASCII.lineFeed) }
      bytes.append(contentsOf: line)
      return isInQuotes ? .open : .complete
    }
    isOverlong = true
    bytes.removeAll(keepingCapacity: true)
    if size >= Self.longestOverlong || lines >= Self.mostOverlongLines { isInQuotes = false }
    return .overlong
  }

  /// What ``resume(_:)`` needs; empty without an open record. For an overlong record the number of its lines and bytes,
  /// `100,4711`, which has no quote, as every other open record has.
  var continuation: [UInt8] {
    guard isInQuotes else { return [] }
    return isOverlong ? Array("\(lines),\(size)".utf8) : bytes
  }

  /// Continues an open record.
  mutating func resume(_ continuation: [UInt8]) {
    removeAll()
    guard !continuation.isEmpty else { return }
    if continuation.contains(ASCII.quote) {
      for line in continuation.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false) {
        _ = line.withUnsafeBytes { append($0) }
      }
      return
    }
    let numbers = String(decoding: continuation, as: UTF8.self).split(separator: ",").map { Int($0) ?? -1 }
    guard numbers.count == 2, 0..<Self.mostOverlongLines ~= numbers[0],
      0..<Self.longestOverlong ~= numbers[1]
    else { return }
    (lines, size, isInQuotes, isOverlong) = (numbers[0], numbers[1], true, true)
  }

  /// Begins a new record.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    size = 0
    lines = 0
    isInQuotes = false
    isOverlong = false
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
