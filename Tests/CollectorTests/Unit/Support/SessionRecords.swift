import DecoyEvents
import Foundation
import Records
import Testing
import TestSupport

@testable import Collector

/// Records of lines, and what an aggregator makes of them.
enum SessionRecords {
  /// A shell command as rsyslog passes it on, in a header of its own.
  static func command(
    _ text: String,
    at time: String,
    from address: String = "198.51.100.23",
    user: String = "root",
    directory: String = "/root"
  ) -> String {
    "<14>1 2026-03-04T\(time).775187+00:00 gamma-decky 1 - - -  2026-03-04T\(time).775115+00:00 WEB-07 bash"
      + #" - command [timeQuality tzKnown="1" isSynced="0"] CMD uid=0 user=\#(user) src=\#(address)"#
      + " pwd=\(directory) cmd=\(text)"
  }

  /// The end of a session as its recorder prints it.
  static func end(
    at time: String,
    _ fields: String = #"sid="7c9e6679-7425-40de-944b-e07fc1f90ae7" service="ssh" duration_s="12.5""#,
    from address: String = "198.51.100.23"
  ) -> String {
    "<134>1 2026-03-04T\(time).807930+00:00 gamma-decky sessrec - session_recorded [relay@55555 \(fields)"
      + #" src_ip="\#(address)" bytes="1914"]"#
  }

  /// What is written of lines that came from nowhere, each record with its LF.
  static func written(_ lines: [String]) -> WrittenRecords {
    var records: [UInt8] = []
    var count = 0
    var assembler = LineAssembler(maximumLength: 4 << 20)
    var writer = RecordWriter()
    Array((lines.joined(separator: "\n") + "\n").utf8).withUnsafeBytes { bytes in
      assembler.append(bytes) { if writer.append($0, to: &records) { count += 1 } }
    }
    return WrittenRecords(bytes: records, count: count)
  }

  /// What an aggregator publishes of records, with no transcript found.
  static func payloads(
    _ lines: [String],
    lifetime: Int64 = 3600,
    limit: Int = 1 << 20
  ) -> [String] {
    var aggregator = SessionAggregator(lifetime: lifetime)
    var payloads: [String] = []
    written(lines).ofSessions.forEach { json in
      guard let record = EventRecord(json: json), let session = aggregator.add(record, at: 0) else { return }
      let payload = aggregator.payload(of: session, limit: limit).json(path: nil)
      payloads.append(String(decoding: payload, as: UTF8.self))
    }
    return payloads
  }

  /// The one session that records tell of, as a JSON object.
  static func session(_ lines: [String], lifetime: Int64 = 3600, limit: Int = 1 << 20) throws -> [String: Any]
  {
    let payloads = payloads(lines, lifetime: lifetime, limit: limit)
    #expect(payloads.count == 1)
    return try object(try #require(payloads.first))
  }

  /// The texts of a session's commands.
  static func texts(_ session: [String: Any]) -> [String] { members("command_text", of: session) }

  /// The ids of a session's commands.
  static func ids(_ session: [String: Any]) -> [String] { members("id", of: session) }

  private static func members(_ name: String, of session: [String: Any]) -> [String] {
    (session["commands"] as? [[String: String]] ?? []).map { $0[name] ?? "" }
  }

  static func object(_ json: String) throws -> [String: Any] {
    try FoundationJSON.object(json)
  }
}
