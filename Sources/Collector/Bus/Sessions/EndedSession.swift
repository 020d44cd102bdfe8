import Addresses
import Records

/// What a record of type `session_recorded` says.
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
  /// `nil` where there can be no transcript.
  let transcript: TranscriptKey?

  init(_ record: EventRecord, from key: IPAddress, at end: RecordStamp) {
    self.key = key
    self.end = end
    address = record.attackerIP
    decky = record.decky
    let service = record.fields["service"].flatMap { $0.isEmpty ? nil : $0 } ?? record.service
    let id = record.fields["sid"].flatMap { $0.isEmpty ? nil : $0 }
    // The line names its decky itself; where it came from is the engine's word.
    let host = record.origin?.decky ?? record.decky
    self.service = service
    self.id = id
    duration = Self.seconds(record.fields["duration_s"] ?? "")
    transcript = id.flatMap { TranscriptKey(decky: host, service: service, id: $0) }
  }

  /// What the ids of its commands begin with.
  var commandPrefix: String { id ?? "\(address)-\(end.iso)" }

  /// The first second of it.
  var start: Int64 {
    Int64(exactly: (Double(end.seconds) - duration).rounded(.down)) ?? (duration < 0 ? .max : .min)
  }

  /// A decimal number as it is; 0 for anything else.
  private static func seconds(_ text: String) -> Double {
    let isDecimal = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    guard isDecimal, let number = Double(text), number.isFinite else { return 0 }
    return number
  }
}
