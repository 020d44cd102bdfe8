/// An event that the broker delivered.
public struct BusEvent: Sendable, Equatable {
  /// What it is about, from the frame's header.
  public var topic: Topic

  /// What kind of event it is. Written by a peer: any text.
  public var type: String

  /// The id that the broker gave it, 32 hexadecimal digits; empty if it gave none.
  public var id: String

  /// When the broker sent it, in seconds since 1970; 0 if it did not say.
  public var time: Double

  /// A JSON object, at most 1 MiB, as its publisher wrote it: it is valid JSON, no deeper than 64 levels, and may
  /// have the same name twice.
  public var payload: [UInt8]

  /// Creates an event.
  public init(topic: Topic, type: String, id: String = "", time: Double = 0, payload: [UInt8]) {
    self.topic = topic
    self.type = type
    self.id = id
    self.time = time
    self.payload = payload
  }

  /// About how much memory it takes, in bytes.
  var size: Int { payload.count + type.utf8.count + id.utf8.count + topic.text.utf8.count + 128 }
}
