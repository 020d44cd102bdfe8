import Basics
import DockerEngine
import Foundation

/// The files of a json-file log, written as the driver does it.
struct FakeLogFile {
  let path: String
  private(set) var written = 0

  init(in directory: String) throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    path = directory + "/fake-json.log"
    try Data().write(to: URL(filePath: path))
  }

  /// Appends lines, with the numbers that follow.
  mutating func append(_ count: Int, to suffix: String = "") throws {
    for _ in 0..<count {
      written += 1
      try append(raw: Self.record("line \(written)\\n", written), to: suffix)
    }
  }

  /// Appends bytes.
  func append(raw: String, to suffix: String = "") throws {
    let file = try FileHandle(forWritingTo: URL(filePath: path + suffix))
    try file.seekToEnd()
    try file.write(contentsOf: Data(raw.utf8))
    try file.close()
  }

  /// Renames the file as a rotation does, and makes a new one.
  func rotate(keeping count: Int = 5) throws {
    for number in stride(from: count, to: 0, by: -1) {
      let older = number == 1 ? path : "\(path).\(number - 1)"
      try? FileManager.default.removeItem(atPath: "\(path).\(number)")
      if FileManager.default.fileExists(atPath: older) {
        try FileManager.default.moveItem(atPath: older, toPath: "\(path).\(number)")
      }
    }
    try Data().write(to: URL(filePath: path))
  }

  /// What stands in the raw log for the first lines.
  static func lines(_ numbers: some Sequence<Int>) -> [String] { numbers.map { "line \($0)" } }

  /// A record; its text is in JSON already.
  static func record(_ text: String, _ number: Int) -> String {
    #"{"log":"\#(text)","stream":"stdout","time":"\#(time(number))"}"# + "\n"
  }

  /// The time of a record.
  static func time(_ number: Int) -> String {
    EngineTimestamp(nanoseconds: 1_795_406_114_000_000_000 + Int64(number) * 1_000_000).rfc3339
  }
}
