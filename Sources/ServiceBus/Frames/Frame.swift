internal import NIOCore

/// One message between a client and the broker.
struct Frame: Equatable {
  var verb: Verb

  /// What follows the verb in the header: a name, a topic, a pattern or nothing. Printable ASCII.
  var argument = ""

  /// A JSON object, or nothing. Shares its memory with what it was read from.
  var body = ByteBuffer()
}
