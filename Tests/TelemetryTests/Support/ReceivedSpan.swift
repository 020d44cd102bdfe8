/// A span, as the receiver read it; ids are hexadecimal.
struct ReceivedSpan: Decodable {
  struct Event: Decodable {
    var name: String
    var time: UInt64
    var attributes: [String: ReceivedValue]
  }

  var resource: [String: ReceivedValue]
  var scope: String
  var trace: String
  var span: String
  var parent: String
  var state: String
  var flags: UInt32
  var name: String
  var kind: String
  var start: UInt64
  var end: UInt64
  var attributes: [String: ReceivedValue]
  var dropped: Int
  var events: [Event]
  var droppedEvents: Int
  var links: [String]
  var status: String
  var message: String
}
