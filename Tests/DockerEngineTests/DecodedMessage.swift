import Basics
import DockerEngine
import TestSupport

/// A message that outlives the call that delivered it.
struct DecodedMessage: Equatable {
  var stream: LogMessage.Stream
  var timestamp: EngineTimestamp
  var content: [UInt8]

  init(_ stream: LogMessage.Stream, _ nanoseconds: Int64, _ content: [UInt8]) {
    self.stream = stream
    self.timestamp = EngineTimestamp(nanoseconds: nanoseconds)
    self.content = content
  }

  init(_ stream: LogMessage.Stream, _ nanoseconds: Int64, _ content: String) {
    self.init(stream, nanoseconds, Array(content.utf8))
  }

  init(_ message: LogMessage) {
    self.init(message.stream, message.timestamp.nanoseconds, Array(message.content))
  }

  /// The message as a frame of the engine's.
  var frame: [UInt8] {
    let payload = Array((self.timestamp.rfc3339 + " ").utf8) + self.content
    return Frame.make(type: self.stream.rawValue, payload)
  }
}

enum Frame {
  static func make(type: UInt8, _ payload: [UInt8], length: UInt32? = nil) -> [UInt8] {
    let length = length ?? UInt32(payload.count)
    return [type, 0, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + payload
  }
}

extension LogDecoder {
  /// Decodes a whole body that comes in the given pieces.
  static func decode(
    _ pieces: [ArraySlice<UInt8>],
    hasTTY: Bool = false,
    maximumFrameLength: Int = 4 << 20
  ) throws -> [DecodedMessage] {
    var decoder = LogDecoder(hasTTY: hasTTY, maximumFrameLength: maximumFrameLength)
    var messages: [DecodedMessage] = []
    for piece in pieces {
      try piece.withUnsafeBytes { bytes in
        try decoder.decode(bytes) { messages.append(DecodedMessage($0)) }
      }
    }
    try decoder.finish { messages.append(DecodedMessage($0)) }
    return messages
  }
}

extension [UInt8] {
  /// Cut at random places into pieces, some of them empty.
  func pieces(using generator: inout SplitMix64, upTo length: Int) -> [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    var rest = self[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 0...length, using: &generator))
      result.append(piece)
      rest = rest.dropFirst(piece.count)
    }
    return result
  }
}
