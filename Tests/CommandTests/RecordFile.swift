import Foundation
import TestSupport

/// A record file with events of the last minutes, one a second.
struct RecordFile {
  let folder: ScratchDirectory
  /// What is given as `--log-file`.
  var logFile: String { folder.file("d.log") }
  /// When each event was, as text.
  let times: [String]
  /// The records' lines, without LF.
  let lines: [String]

  /// So many records, the last one of a second ago; the message is the record's number.
  init(_ count: Int, hostile: String = "m") throws {
    folder = try ScratchDirectory()
    let now = Date()
    let formatter = ISO8601DateFormatter()
    times = (0..<count).map { formatter.string(from: now.addingTimeInterval(Double($0 - count))) }
    lines = times.enumerated().map { number, time in
      let service = number.isMultiple(of: 2) ? "ssh" : "http"
      return
        #"{"timestamp":"\#(time)","decky":"d\#(number % 3)","service":"\#(service)","event_type":"login_attempt",  "#
        + #""attacker_ip":"203.0.113.\#(number % 5)","fields":{},"msg":"\#(hostile) \#(number)","raw_line":"","_trace":{}}"#
    }
    try folder.write(lines.map { $0 + "\n" }.joined(), to: "d.json")
  }

  /// Appends a line.
  func append(_ line: String) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: folder.file("d.json")))
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: Data((line + "\n").utf8))
  }
}
