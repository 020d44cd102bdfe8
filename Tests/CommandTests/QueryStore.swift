import Foundation
import Records
import RotatedFiles
import Store
import TestSupport

/// A store with a few events of two attackers, an hour apart.
struct QueryStore {
  let folder: ScratchDirectory
  let path: String
  /// The record file's lines, the oldest first.
  let lines: [String]

  init() throws {
    folder = try ScratchDirectory()
    path = folder.file("d.db")
    lines = [
      Self.record("03:00:00", "203.0.113.9", "omega", "ssh", "connect"),
      Self.record(
        "03:00:01",
        "203.0.113.9",
        "omega",
        "ssh",
        "login_attempt",
        ["username": "root", "password": "toor"]
      ),
      Self.record(
        "03:00:02",
        "203.0.113.9",
        "omega",
        "ssh",
        "login_attempt",
        ["username": "root", "password": "=1+1"]
      ),
      Self.record(
        "04:00:00",
        "2001:db8::5",
        "alpha",
        "http",
        "request",
        ["path": "/cgi-bin"],
        "wget http evil"
      ),
      Self.record(
        "04:00:01",
        "203.0.113.9",
        "alpha",
        "ssh",
        "login_attempt",
        ["username": "root", "password": "toor"]
      ),
      Self.record("04:00:02", "Unknown", "alpha", "ssh", "scan", [:], "\\u001b]0;owned\\u0007 \\u202e"),
    ]
    let file = try folder.write(lines.map { $0 + "\n" }.joined(), to: "d.json")
    let store = try RecordStore(path)
    defer { store.close() }
    var reader = RotatedFileReader(file, from: .beginning)
    while try !store.ingest(&reader).isAtEnd {}
  }

  private static func record(
    _ time: String,
    _ attacker: String,
    _ decky: String,
    _ service: String,
    _ event: String,
    _ fields: [String: String] = [:],
    _ message: String = ""
  ) -> String {
    let members = fields.sorted { $0.key < $1.key }.map { #""\#($0.key)":"\#($0.value)""# }.joined(
      separator: ","
    )
    return
      #"{"timestamp":"2026-11-23 \#(time)","decky":"\#(decky)","service":"\#(service)","event_type":"\#(event)","#
      + #""attacker_ip":"\#(attacker)","fields":{\#(members)},"msg":"\#(message)","raw_line":"x","attribution":"field","#
      + #""observed":"2026-11-23T\#(time).000000001Z"}"#
  }
}
