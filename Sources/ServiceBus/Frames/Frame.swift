internal import NIOCore

/// One message between a client and the broker.
struct Frame: Equatable {
  var verb: Verb
  /// Follows the verb in the header: a name, a topic, a pattern or nothing. Printable ASCII.
  var argument = ""
  /// A JSON object, or nothing. Shares memory with the bytes that it was read from.
  var body = ByteBuffer()
}

extension Frame {
  enum Verb: String {
    /// The client states its name; the first frame of a connection.
    case hello = "HELLO"
    /// The client publishes an event.
    case publish = "PUB"
    /// The client subscribes to events.
    case subscribe = "SUB"
    /// The client ends a subscription.
    case unsubscribe = "UNSUB"
    /// The broker delivers an event.
    case event = "EVT"
    /// The sender is about to close the connection.
    case bye = "BYE"

    /// Whether a header with this verb may have the argument.
    func accepts(_ argument: String) -> Bool {
      switch self {
      case .hello: return (1...BusLimit.name).contains(argument.utf8.count)
      case .publish, .event: return Topic(validating: argument) != nil
      case .subscribe, .unsubscribe: return TopicPattern(validating: argument) != nil
      case .bye: return argument.isEmpty
      }
    }
  }
}

/// Limits of the protocol, and those that both ends set each other.
enum BusLimit {
  /// The longest header, in bytes before its LF; a CR there counts.
  static let header = 4096
  /// The longest body, in bytes.
  static let body = 1 << 20
  /// The bytes of a body's length.
  static let lengthField = 4
  /// The longest name in a HELLO, in bytes.
  static let name = 128
  /// The deepest nesting of a body, which is itself the first level.
  static let depth = 64
  /// The longest path of a UNIX socket, in bytes. Linux allows 107 (unix(7)), macOS 103, and SwiftNIO enforces 103.
  static let socketPath = 103
  /// The most bytes read from one connection before others get their turn.
  static let read = 64 << 10
}

extension AdaptiveRecvByteBufferAllocator {
  /// Adapts the size of reads to how much a peer sends.
  static var bus: Self { Self(minimum: 512, initial: 4096, maximum: BusLimit.read) }
}
