import Addresses
import Basics
import Records

/// A `session_recorded` record.
struct EndedSession: Sendable {
  /// The recorder's id; any text.
  let id: String?
  let address: String
  let key: IPAddress
  let decky: String
  let service: String
  let end: RecordStamp
  /// Seconds.
  let duration: Double
  /// `nil` if there can be no transcript.
  let transcript: TranscriptKey?

  init(_ record: EventRecord, from key: IPAddress, at end: RecordStamp) {
    self.key = key
    self.end = end
    address = record.attackerIP
    decky = record.decky
    let service = record.fields["service"]?.nonEmpty ?? record.service
    self.service = service
    id = record.fields["sid"]?.nonEmpty
    // The line claims a decky; the engine knows its origin.
    let host = record.origin?.decky ?? record.decky
    duration = Self.seconds(record.fields["duration_s"] ?? "")
    transcript = id.flatMap { TranscriptKey(decky: host, service: service, id: $0) }
  }

  /// The prefix of its commands' ids.
  var commandPrefix: String { id ?? "\(address)-\(end.iso)" }

  var start: Int64 {
    Int64(exactly: (Double(end.seconds) - duration).rounded(.down)) ?? (duration < 0 ? .max : .min)
  }

  /// A decimal number; 0 for anything else.
  private static func seconds(_ text: String) -> Double {
    let isDecimal = text.utf8.allSatisfy { "0123456789.+-eE".utf8.contains($0) }
    guard isDecimal, let number = Double(text), number.isFinite else { return 0 }
    return number
  }
}

/// A record's `timestamp`, `2026-11-29 13:11:02`, by the clock and in the zone of whatever printed the line.
struct RecordStamp: Hashable, Sendable {
  /// Since 1970-01-01 00:00:00 of that clock.
  let seconds: Int64
  let iso: String

  /// - Returns: `nil` if it is no date of the years 1 to 9999.
  init?(_ text: String) {
    var text = text
    let seconds: Int64? = text.withUTF8 { utf8 in
      var reader = DigitReader(UnsafeRawBufferPointer(utf8))
      guard let date = reader.date(), date.year > 0, reader.skip(UInt8(ascii: " ")), let time = reader.time(),
        reader.isAtEnd
      else { return nil }
      return date.days * 86_400 + time
    }
    guard let seconds else { return nil }
    self.seconds = seconds
    iso = text.replacing(" ", with: "T")
  }
}
