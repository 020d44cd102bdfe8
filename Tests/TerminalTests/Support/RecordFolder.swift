import Foundation
import TestSupport

/// A folder with a record file; deleted with its value.
final class RecordFolder {
  let directory: ScratchDirectory
  private let file: FileHandle

  init() throws {
    directory = try ScratchDirectory()
    file = try FileHandle(forWritingTo: URL(filePath: directory.write("", to: "d.json")))
  }

  deinit { try? file.close() }

  /// What a file here has.
  func text(_ name: String) throws -> String {
    try String(contentsOfFile: directory.file(name), encoding: .utf8)
  }

  /// Appends a record of now.
  func append(attacker: String, decky: String = "omega", message: String = "") throws {
    let formatter = ISO8601DateFormatter()
    let now = formatter.string(from: Date())
    let record: [String: Any] = [
      "timestamp": now, "observed": now, "decky": decky, "service": "ssh", "event_type": "login_attempt",
      "attacker_ip": attacker, "fields": ["username": message], "msg": message, "raw_line": message,
    ]
    try file.write(contentsOf: JSONSerialization.data(withJSONObject: record) + Data("\n".utf8))
  }

  /// Appends what attackers write who know that somebody watches.
  func appendHostile() throws {
    for text in [
      "\u{1B}]0;owned\u{07}\u{1B}[2J\u{1B}[31mred\u{1B}c", "\u{1B}[?1049l\u{1B}[5;5Hmoved",
      "a\u{202E}dcb\u{2066}x",
      String(repeating: "x", count: 65_000), String(repeating: "界", count: 300),
      "one\r\ntwo\u{2028}three\u{85}four",
      "a" + String(repeating: "\u{301}", count: 5000), "👩\u{200D}👧 😀 \u{1F1E9}\u{1F1EA}",
    ] {
      try append(attacker: text, decky: text, message: text)
    }
  }
}
