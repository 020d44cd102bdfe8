import Basics
import EventTestSupport
import EventViews
import Foundation
import Glibc
import Records

/// Record files and what rotations make of them, damaged, with any times; and places in them, damaged too.
struct RecordsTarget: FuzzTarget {
  static let inputsPerRound = 16

  private static let lines = [
    #"{"timestamp":"2026-11-23 03:55:14","decky":"omega-decky","service":"ssh","event_type":"login_attempt","#
      + #""attacker_ip":"203.0.113.9","attribution":"field","fields":{"username":"root","password":"toor"},"msg":"","#
      + #""raw_line":"<134>1 -","observed":"2026-11-23T03:55:14.000000123Z","origin":{"container":"omega-ssh","id":"#
      + #""3f5c"},"flags":["truncated"],"suppressed":12}"#,
    #"{"timestamp":"1700-01-01 00:00:00","decky":"d","service":"s","event_type":"e","attacker_ip":"Unknown","#
      + #""fields":{},"msg":"m","raw_line":"r"}"#,
    "{}", "no record",
  ]
  private static let seconds = [
    Int.min, -8_520_336_000, -1, 0, 1_795_406_114, 10_413_792_000, 1 << 40, Int.max,
  ]

  private let seed: UInt64
  private let directory: String

  init(seed: UInt64, directory: String) {
    self.seed = seed
    self.directory = directory
  }

  mutating func run(_ round: Int, counts: inout FuzzCounts) throws {
    var generator = SplitMix64(seed: seed, round: round)
    for _ in 0..<Self.inputsPerRound {
      counts.inputs += 1
      let path = "\(directory)/decoy.json"
      for suffix in ["", ".1", "-20261129"] {
        unlink(path + suffix)
        guard suffix.isEmpty || generator.isOneIn(3) else { continue }
        let bytes = Self.content(&generator)
        counts.bytes += bytes.count
        try FileImage.write(bytes, to: path + suffix)
        Self.setTime(of: path + suffix, &generator)
      }
      let starts: [RecordFileStart] = [.beginning, .end, .last(generator.below(5))]
      var reader = RecordFileReader(path, from: generator.pick(starts))
      counts.records += Self.read(&reader)
      guard var position = Self.damaged(reader.position, &generator) else { continue }
      if generator.isOneIn(2) { Self.recall(&position, Self.content(&generator)) }
      reader = RecordFileReader(path, from: .position(position))
      counts.records += Self.read(&reader)
      if generator.isOneIn(4) {
        rename(path, path + ".1")
        try FileImage.write(Self.content(&generator), to: path)
        counts.records += Self.read(&reader)
      }
    }
  }

  private static func content(_ generator: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<generator.below(6) { bytes += Array((generator.pick(lines) + "\n").utf8) }
    if !generator.isOneIn(4) { Damage.apply(to: &bytes, &generator) }
    return bytes
  }

  private static func setTime(of path: String, _ generator: inout SplitMix64) {
    guard generator.isOneIn(2) else { return }
    let time = timespec(tv_sec: generator.pick(seconds), tv_nsec: generator.below(1_000_000_000))
    utimensat(AT_FDCWD, path, [time, time], 0)
  }

  private static func damaged(_ position: RecordFilePosition, _ generator: inout SplitMix64)
    -> RecordFilePosition?
  {
    guard var bytes = (try? JSONEncoder().encode(position)).map(Array.init) else { return nil }
    if !generator.isOneIn(4) { Damage.apply(to: &bytes, &generator) }
    return try? JSONDecoder().decode(RecordFilePosition.self, from: Data(bytes))
  }

  /// Has lines recalled as a store does.
  private static func recall(_ position: inout RecordFilePosition, _ content: [UInt8]) {
    position.recall { take in
      for line in content.split(separator: UInt8(ascii: "\n")).reversed()
      where !Array(line).withUnsafeBytes(take) { break }
    }
  }

  /// - Returns: how many records there were.
  private static func read(_ reader: inout RecordFileReader) -> Int {
    var count = 0
    var model = TopModel(window: 3600, now: RecordTime(nanoseconds: 1_795_406_114_000_000_000))
    // Some files come again and again as lost, until somebody has written to them.
    for _ in 0..<32 {
      guard let event = reader.next() else { break }
      guard case .lines(let lines) = event else { continue }
      lines.forEach { line in
        guard let record = EventRecord(json: line) else { return }
        count += 1
        model.add(record)
        _ = (record.time?.rfc3339Seconds, CSVText.row(record), ECSDocument.json(record))
      }
    }
    _ = (reader.bytesBehind, model.rows(.attackers, limit: 5))
    return count
  }
}
