import Basics
import EventViews
import FoundationEssentials
import Glibc
import Records
import RotatedFiles
import TestSupport

/// Damaged record files and their rotated siblings with arbitrary times, and damaged positions in them.
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

  private let path: String

  init(seed: UInt64, directory: String) { path = "\(directory)/decoy.json" }

  mutating func run(_ generator: inout SplitMix64, _ counts: inout FuzzCounts) throws {
    for _ in 0..<Self.inputsPerRound {
      var byteCount = 0
      for suffix in ["", ".1", "-20261129"] {
        unlink(path + suffix)
        guard suffix.isEmpty || generator.isOneIn(3) else { continue }
        let bytes = Self.content(&generator)
        byteCount += bytes.count
        try FileImage.write(bytes, to: path + suffix)
        Self.setTime(of: path + suffix, &generator)
      }
      counts.begin(inputOf: byteCount)
      let starts: [RotatedFileStart] = [.beginning, .end, .last(generator.below(5))]
      var reader = RotatedFileReader(path, from: generator.pick(starts))
      counts.records += Self.read(&reader)
      guard var position = Self.damaged(reader.position, &generator) else { continue }
      if generator.isOneIn(2) { Self.recall(&position, Self.content(&generator)) }
      reader = RotatedFileReader(path, from: .position(position))
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

  private static func damaged(
    _ position: RotatedFilePosition,
    _ generator: inout SplitMix64
  ) -> RotatedFilePosition? {
    guard var bytes = (try? JSONEncoder().encode(position)).map(Array.init) else { return nil }
    if !generator.isOneIn(4) { Damage.apply(to: &bytes, &generator) }
    return try? JSONDecoder().decode(RotatedFilePosition.self, from: Data(bytes))
  }

  /// Passes lines to `recall` as a store does.
  private static func recall(_ position: inout RotatedFilePosition, _ content: [UInt8]) {
    position.recall { take in
      for line in content.split(separator: UInt8(ascii: "\n")).reversed()
      where !Array(line).withUnsafeBytes(take) { break }
    }
  }

  /// - Returns: the number of records.
  private static func read(_ reader: inout RotatedFileReader) -> Int {
    var count = 0
    var model = TopModel(window: 3600, now: RecordTime(nanoseconds: 1_795_406_114_000_000_000))
    // Some files are reported as lost again and again until someone writes to them.
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
