/// An event that is stored.
public struct StoredEvent: Sendable, Codable, Hashable {
  /// What tells it from every other.
  public var id: Int64
  /// When it was observed; nanoseconds since 1970.
  public var time: Int64
  /// Its record as it is in the file: one JSON object, without an LF.
  public var record: [UInt8]

  /// A stored event.
  public init(id: Int64, time: Int64, record: [UInt8]) {
    self.id = id
    self.time = time
    self.record = record
  }
}
