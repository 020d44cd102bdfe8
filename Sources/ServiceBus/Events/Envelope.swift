internal import Basics
internal import NIOCore

/// The members of a PUB or EVT body, as slices of it.
struct Envelope {
  /// The content of the string `type`, still escaped.
  var type: ByteBuffer
  /// The object `payload`.
  var payload: ByteBuffer
  /// The content of the string `id`, still escaped; empty if it isn't a string.
  var id: ByteBuffer?
  /// The value `ts`: when the broker sent it, in seconds since 1970. The last of several.
  var time: ByteBuffer?

  /// Reads a body: a JSON object with a string `type` and an object `payload`. Unknown members are ignored.
  ///
  /// Duplicates of `type`, `payload` and `id` are refused, because JSON readers differ in which one they take.
  init?(_ body: ByteBuffer) {
    var members = Members()
    let isObject = body.withUnsafeReadableBytes { bytes in
      var scanner = JSONScanner(bytes, maximumDepth: BusLimit.depth)
      do throws(JSONScanner.Fault) {
        try scanner.skipObject(depth: 1) { name, value throws(JSONScanner.Fault) in
          try members.take(name, value, bytes)
        }
      } catch {
        return false
      }
      return scanner.isAtEnd()
    }
    guard isObject, let type = members.type, let payload = members.payload else { return nil }
    guard let type = body.slice(type), let payload = body.slice(payload) else { return nil }
    self.type = type
    self.payload = payload
    id = members.id.flatMap(body.slice)
    time = members.time.flatMap(body.slice)
  }

  private struct Members {
    var type: Range<Int>?
    var payload: Range<Int>?
    var id: Range<Int>?
    var time: Range<Int>?

    mutating func take(
      _ name: Range<Int>,
      _ value: Range<Int>,
      _ text: UnsafeRawBufferPointer
    ) throws(JSONScanner.Fault) {
      let opening = text[value.lowerBound]
      let isString = opening == UInt8(ascii: "\"")
      if Self.name(text[name], is: "type") {
        guard type == nil, isString else { throw JSONScanner.Fault() }
        type = value.lowerBound + 1..<value.upperBound - 1
      } else if Self.name(text[name], is: "payload") {
        guard payload == nil, opening == UInt8(ascii: "{") else { throw JSONScanner.Fault() }
        payload = value
      } else if Self.name(text[name], is: "id") {
        guard id == nil else { throw JSONScanner.Fault() }
        id = isString ? value.lowerBound + 1..<value.upperBound - 1 : value.lowerBound..<value.lowerBound
      } else if Self.name(text[name], is: "ts") {
        time = value
      }
    }

    /// Whether a name, once unescaped, is `wanted`.
    private static func name(_ bytes: Slice<UnsafeRawBufferPointer>, is wanted: StaticString) -> Bool {
      let bytes = UnsafeRawBufferPointer(rebasing: bytes)
      let plain = UnsafeRawBufferPointer(start: wanted.utf8Start, count: wanted.utf8CodeUnitCount)
      if bytes.elementsEqual(plain) { return true }
      // An escape has at most six bytes.
      guard bytes.count <= 6 * plain.count, bytes.contains(UInt8(ascii: "\\")) else { return false }
      return JSONString.decode(bytes).utf8.elementsEqual(plain)
    }
  }
}

extension ByteBuffer {
  /// A slice of the readable bytes, which shares their memory.
  fileprivate func slice(_ range: Range<Int>) -> ByteBuffer? {
    getSlice(at: readerIndex + range.lowerBound, length: range.count)
  }
}
