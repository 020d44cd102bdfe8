import Foundation

/// The numbered lines of the tests' containers, found again in a raw log.
struct EmittedLines {
  private static let unended = "the log's last line has no end"

  /// For each run, its sequence numbers in the order of the log.
  private(set) var runs: [String: [Int]] = [:]
  /// Lines that are no line of a run, or whose checksum is wrong.
  private(set) var damaged: [String] = []
  /// How many lines there are in all.
  private(set) var count = 0

  /// Reads logs, as if they were one.
  init(_ files: String...) throws {
    for file in files where FileManager.default.fileExists(atPath: file) {
      read(try Data(contentsOf: URL(filePath: file), options: .alwaysMapped))
    }
  }

  private mutating func read(_ log: Data) {
    for line in log.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
      count += 1
      if let (run, sequence) = Self.checked(Self.rawLine(line)) {
        runs[run, default: []].append(sequence)
      } else {
        damaged.append(String(decoding: line.prefix(200), as: UTF8.self))
      }
    }
    if let last = log.last, last != UInt8(ascii: "\n") { damaged.append(Self.unended) }
  }

  /// Takes it that the log is a copy that was made while it was written: its last line may be half.
  mutating func forgiveTornEnd() {
    if damaged.last == Self.unended { damaged.removeLast() }
  }

  /// Whether a run is there from 1 to `last`, each once and in order.
  func isWhole(_ run: String, upTo last: Int) -> Bool {
    runs[run] == Array(1...last)
  }

  /// What is wrong with a run, for people.
  func fault(of run: String, upTo last: Int) -> String {
    let found = runs[run] ?? []
    let missing = Set(1...last).subtracting(found)
    return "\(run): \(found.count) of \(last), missing \(missing.sorted().prefix(5)), "
      + "repeated \(found.count - Set(found).count)"
  }

  /// The line of a record, or what it is given where that is no record.
  private static func rawLine(_ line: Data) -> Data {
    guard line.first == UInt8(ascii: "{"),
      let record = try? JSONSerialization.jsonObject(with: line) as? [String: Any],
      let raw = record["raw_line"] as? String
    else { return line }
    return Data(raw.utf8)
  }

  /// The run and number of an event line (`run="R" seq="N" sum="S"] PAD`) or a plain one
  /// (`plain run=R seq=N sum=S PAD`) whose checksum is the CRC-32 of `R:N` and the padding.
  private static func checked(_ line: Data) -> (String, Int)? {
    let isPlain = line.starts(with: "plain ".utf8)
    guard let run = value("run=", in: line, isPlain), let sequence = value("seq=", in: line, isPlain),
      let sum = value("sum=", in: line, isPlain), let number = Int(sequence.text),
      let expected = UInt32(sum.text, radix: 16)
    else { return nil }
    var padding = line[sum.end...]
    if !isPlain {
      guard padding.starts(with: "\"]".utf8) else { return nil }
      padding = padding.dropFirst(2)
    }
    if padding.first == UInt8(ascii: " ") { padding = padding.dropFirst() }
    guard CRC32.of(Data("\(run.text):\(sequence.text)".utf8), padding) == expected else { return nil }
    return (run.text, number)
  }

  private static func value(_ name: String, in line: Data, _ isPlain: Bool) -> (text: String, end: Int)? {
    guard let start = line.firstRange(of: Data((" " + name).utf8)) else { return nil }
    let begin = start.upperBound + (isPlain ? 0 : 1)
    guard begin < line.endIndex else { return nil }
    let end = line[begin...].firstIndex { $0 == UInt8(ascii: isPlain ? " " : "\"") } ?? line.endIndex
    return (String(decoding: line[begin..<end], as: UTF8.self), end)
  }
}
