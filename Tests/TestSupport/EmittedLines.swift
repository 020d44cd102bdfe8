import Foundation

/// The numbered lines that `Demo`'s decoy emitted, found again in a raw log.
///
/// `Scripts/harness/oracle.py` does the same for the torture runs, whose lines have no padding, and knows about gaps.
package struct EmittedLines {
  private static let unended = "the log's last line has no end"

  /// For each run, its sequence numbers in the order of the log.
  package private(set) var runs: [String: [Int]] = [:]
  /// Lines that are no line of a run, or whose checksum is wrong.
  package private(set) var damaged: [String] = []
  /// How many lines there are in all.
  package private(set) var count = 0

  /// Reads logs, as if they were one.
  package init(_ files: String...) throws {
    for file in files where FileManager.default.fileExists(atPath: file) {
      read(try Data(contentsOf: URL(filePath: file), options: .alwaysMapped))
    }
  }

  private mutating func read(_ log: Data) {
    log.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = UnsafeRawBufferPointer(rebasing: rest[..<end])
        rest = rest[(end + 1)...]
        count += 1
        if let (run, sequence) = Self.found(in: line) {
          runs[run, default: []].append(sequence)
        } else {
          damaged.append(String(decoding: line.prefix(200), as: UTF8.self))
        }
      }
      if !rest.isEmpty { damaged.append(Self.unended) }
    }
  }

  /// Takes it that the log is a copy that was made while it was written: its last line may be half.
  package mutating func forgiveTornEnd() {
    if damaged.last == Self.unended { damaged.removeLast() }
  }

  /// Whether a run is there from 1 to `last`, each once and in order.
  package func isWhole(_ run: String, upTo last: Int) -> Bool {
    runs[run, default: []] == Array(1..<last + 1)
  }

  /// What is wrong with a run, for people.
  package func fault(of run: String, upTo last: Int) -> String {
    let found = runs[run] ?? []
    let missing = Set(1..<last + 1).subtracting(found)
    return "\(run): \(found.count) of \(last), missing \(missing.sorted().prefix(5)), "
      + "repeated \(found.count - Set(found).count)"
  }

  /// The run and number of a line, or of the line of a record.
  private static func found(in line: UnsafeRawBufferPointer) -> (String, Int)? {
    guard line.first == UInt8(ascii: "{"),
      let record = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
      let raw = record["raw_line"] as? String
    else { return checked(line) }
    return Array(raw.utf8).withUnsafeBytes(checked)
  }

  /// The run and number of an event line (`run="R" seq="N" sum="S"] PAD`) or a plain one
  /// (`plain run=R seq=N sum=S PAD`) whose checksum is the CRC-32 of `R:N` and the padding, or of another program's line
  /// with a token.
  private static func checked(_ line: UnsafeRawBufferPointer) -> (String, Int)? {
    let isPlain = line.starts(with: "plain ".utf8)
    guard let run = value(" run=", in: line, isPlain), let sequence = value(" seq=", in: line, isPlain),
      let sum = value(" sum=", in: line, isPlain), let number = Int(sequence.text),
      let expected = UInt32(sum.text, radix: 16)
    else { return token(in: line) }
    var padding = line[sum.end...]
    if !isPlain {
      guard padding.starts(with: "\"]".utf8) else { return nil }
      padding = padding.dropFirst(2)
    }
    if padding.first == UInt8(ascii: " ") { padding = padding.dropFirst() }
    let head = Array("\(run.text):\(sequence.text)".utf8)
    guard head.withUnsafeBytes({ CRC32.of($0[...], padding) }) == expected else { return nil }
    return (run.text, number)
  }

  /// The word that stands for `@line@` in a template of `decoy emit`.
  package static func token(_ run: String, _ number: Int) -> String {
    let head = "\(run):\(number)"
    let sum = Array(head.utf8).withUnsafeBytes { CRC32.of($0[...]) }
    let digits = String(sum, radix: 16)
    return "decoy:\(head):" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// The run and number of the first token in a line, in whatever format, whose checksum is right.
  private static func token(in line: UnsafeRawBufferPointer) -> (String, Int)? {
    let mark = "decoy:".utf8
    let start = line.indices.first { line[$0] == UInt8(ascii: "d") && line[$0...].starts(with: mark) }
    guard let start else { return nil }
    let parts = line[start...].prefix(512).split(separator: UInt8(ascii: ":"), maxSplits: 3)
    guard parts.count == 4, let number = Int(String(decoding: parts[2], as: UTF8.self)) else { return nil }
    let run = String(decoding: parts[1], as: UTF8.self)
    return line[start...].starts(with: token(run, number).utf8) ? (run, number) : nil
  }

  private static func value(
    _ name: String,
    in line: UnsafeRawBufferPointer,
    _ isPlain: Bool
  ) -> (text: String, end: Int)? {
    let start = line.indices.first { line[$0] == UInt8(ascii: " ") && line[$0...].starts(with: name.utf8) }
    guard let start else { return nil }
    let begin = start + name.utf8.count + (isPlain ? 0 : 1)
    guard begin < line.count else { return nil }
    let end = line[begin...].firstIndex(of: UInt8(ascii: isPlain ? " " : "\"")) ?? line.count
    return (String(decoding: line[begin..<end], as: UTF8.self), end)
  }
}

/// Counts a file's lines.
package enum FileLines {
  /// How many LFs a file has; 0 where there is no file.
  package static func count(_ path: String) throws -> Int {
    guard FileManager.default.fileExists(atPath: path) else { return 0 }
    return try Data(contentsOf: URL(filePath: path), options: .alwaysMapped).withUnsafeBytes { bytes in
      bytes.count { $0 == UInt8(ascii: "\n") }
    }
  }
}

/// zlib's CRC-32.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  }

  /// The sum over all parts.
  static func of(_ parts: Slice<UnsafeRawBufferPointer>...) -> UInt32 {
    var sum = UInt32.max
    for part in parts {
      for byte in part { sum = sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
    }
    return ~sum
  }
}
