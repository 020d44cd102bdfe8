/// HTTP/2 as bytes (RFC 9113), right or wrong.
enum HTTP2Bytes {
  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  static let settings = frame(4)
  static let ping = frame(6, payload: Array(repeating: 7, count: 8))

  /// A frame of any type.
  static func frame(_ type: UInt8, flags: UInt8 = 0, stream: Int = 0, payload: [UInt8] = []) -> [UInt8] {
    var bytes = big(payload.count, 3)
    bytes += [type, flags]
    bytes += big(stream, 4)
    return bytes + payload
  }

  static func data(_ stream: Int, _ payload: [UInt8], isLast: Bool = false) -> [UInt8] {
    frame(0, flags: isLast ? 1 : 0, stream: stream, payload: payload)
  }

  static func headers(
    _ stream: Int,
    _ fields: [(String, String)],
    isLast: Bool = false,
    isWhole: Bool = true
  ) -> [UInt8] {
    frame(1, flags: (isLast ? 1 : 0) | (isWhole ? 4 : 0), stream: stream, payload: block(fields))
  }

  static func goAway(lastStream: Int, code: Int = 0) -> [UInt8] {
    frame(7, payload: big(lastStream, 4) + big(code, 4))
  }

  static func reset(_ stream: Int, code: Int) -> [UInt8] {
    frame(3, stream: stream, payload: big(code, 4))
  }

  /// A whole answer to a call, which takes all spans.
  static func accepted(_ stream: Int) -> [UInt8] {
    headers(stream, [(":status", "200"), ("content-type", "application/grpc")])
      + data(stream, [0, 0, 0, 0, 0]) + headers(stream, [("grpc-status", "0")], isLast: true)
  }

  /// Fields without any compression (RFC 7541, section 6.2.2), each part shorter than 127 bytes.
  static func block(_ fields: [(String, String)]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, value) in fields {
      bytes.append(0)
      for text in [name, value] {
        bytes.append(UInt8(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
      }
    }
    return bytes
  }

  private static func big(_ number: Int, _ width: Int) -> [UInt8] {
    (0..<width).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
