public import Records

/// An event in the store.
public struct StoredEvent: Sendable, Hashable, Codable {
  /// Its number in this store.
  public var id: Int64
  /// When it was; when it was stored, where its record does not say.
  public var time: RecordTime
  /// The line of the record file, byte for byte, without its LF.
  public var json: String

  /// The record that the line is.
  public var record: EventRecord {
    var json = json
    return json.withUTF8 { EventRecord(json: UnsafeRawBufferPointer($0)) }
      ?? EventRecord(timestamp: "", decky: "", service: "", eventType: "")
  }
}
