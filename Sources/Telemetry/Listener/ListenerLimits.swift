internal import NIOCore

/// What a client can take of the listener, whoever it is.
struct ListenerLimits: Sendable {
  /// The most connections at a time; one more pushes one out that is silent, or slow: ``ConnectionCrowd``.
  var connections = 64
  /// How long a connection that is being answered can't be pushed out.
  var answerTime = TimeAmount.seconds(2)
  /// How long a client may take to hang up when it has its answer.
  var lingerTime = TimeAmount.seconds(1)
  /// How long a connection may take for the head of its request.
  var headTime = TimeAmount.seconds(5)
  /// How long a connection lasts at the most, whatever its client does: one that reads nothing, or sends a byte a second,
  /// is idle in no sense that a server can see.
  var lifetime = TimeAmount.seconds(15)
  /// How long a client may take for one part of a stream: only streams may last longer than ``lifetime``.
  var stallTime = TimeAmount.seconds(45)
  /// How long a collector may take to say how it is doing.
  var statusTime = Duration.seconds(2)
  /// The longest name and value of one header field, and the longest path; bytes.
  var fieldLength = 8 << 10
  /// All header fields together; bytes.
  var headLength = 16 << 10
  /// The most header fields.
  var fields = 64
}
