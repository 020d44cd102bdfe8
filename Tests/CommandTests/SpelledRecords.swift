import Foundation
import Records
import RotatedFiles
import Store
import TestSupport

/// A record file, and a store of it, with events of the last minute whose attackers are spelled in several ways.
struct SpelledRecords {
  /// The canonical text of each attacker with his spellings.
  static let attackers = [
    "203.0.113.9": ["203.0.113.9", "::ffff:203.0.113.9", "::FFFF:cb00:7109", "0:0:0:0:0:ffff:203.0.113.9"],
    "fe80::1%eth0": ["fe80::1%eth0", "FE80:0::0001%eth0"],
  ]
  /// Those of nobody whom a test asks for.
  private static let others = [
    "203.0.114.9", "fe80::1", "fe80::1%eth1", "fe80::1%ETH0", "203.0.113.9%eth0", "Unknown", "",
    "fe80::1%" + String(repeating: "z", count: 1000),
  ]

  let folder: ScratchDirectory
  /// What is given as `--log-file`.
  var logFile: String { folder.file("d.log") }
  /// What is given as `--store`.
  var store: String { folder.file("d.db") }
  /// The records' lines by the attacker's spelling, one for each.
  let lines: [String: String]

  init() throws {
    folder = try ScratchDirectory()
    let spellings = Self.attackers.values.flatMap(\.self) + Self.others
    let now = Date()
    let lines = spellings.enumerated().map { number, spelling in
      let time = ISO8601DateFormatter().string(from: now.addingTimeInterval(Double(number - spellings.count)))
      return
        #"{"timestamp":"\#(time)","decky":"d","service":"ssh","event_type":"login_attempt","attacker_ip":"\#(spelling)","#
        + #""fields":{"username":"root","password":"toor"},"msg":"","raw_line":"","observed":"\#(time)"}"#
    }
    self.lines = Dictionary(uniqueKeysWithValues: zip(spellings, lines))
    let file = try folder.write(lines.map { $0 + "\n" }.joined(), to: "d.json")
    let store = try RecordStore(self.store)
    defer { store.close() }
    var reader = RotatedFileReader(file, from: .beginning)
    while try !store.ingest(&reader).isAtEnd {}
  }

  /// The lines of an attacker.
  func lines(of attacker: String) -> Set<String> {
    Set((Self.attackers[attacker] ?? []).compactMap { lines[$0] })
  }
}
