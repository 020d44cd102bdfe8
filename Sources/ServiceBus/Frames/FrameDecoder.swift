internal import NIOCore

/// Decodes frames from a stream that may be cut anywhere.
///
/// Append what was received, then take frames until there are none. At most one unfinished frame is buffered. Don't
/// continue after an error: the stream has lost its framing.
struct FrameDecoder {
  private struct Header {
    var verb: Frame.Verb
    var argument: String
    var bodyLength: Int
  }

  private var bytes = ByteBuffer()
  /// How many of the unread bytes were already searched for an LF.
  private var searched = 0
  /// The header of the frame whose body is awaited.
  private var header: Header?

  /// The bytes buffered for an incomplete frame.
  var heldBytes: Int { bytes.readableBytes }

  mutating func append(_ piece: ByteBuffer) {
    if bytes.readableBytes == 0 { bytes = piece } else { bytes.writeImmutableBuffer(piece) }
  }

  /// The next complete frame; `nil` if more bytes are needed.
  ///
  /// - Throws: `protocolViolation` for an invalid header or length.
  mutating func next() throws(BusError) -> Frame? {
    if header == nil { header = try readHeader() }
    guard let complete = header, let body = bytes.readSlice(length: complete.bodyLength) else {
      compact()
      return nil
    }
    header = nil
    return Frame(verb: complete.verb, argument: complete.argument, body: body)
  }

  private mutating func readHeader() throws(BusError) -> Header? {
    let unread = bytes.readableBytesView
    let window = unread.prefix(BusLimit.header + 1)
    guard let end = window.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) else {
      searched = window.count
      if window.count > BusLimit.header {
        throw .violation("a header is longer than \(BusLimit.header) bytes")
      }
      return nil
    }
    let length = end - unread.startIndex
    guard unread.count >= length + 1 + BusLimit.lengthField else {
      searched = length
      return nil
    }
    let (verb, argument) = try Self.parse(unread[..<end])
    searched = 0
    bytes.moveReaderIndex(forwardBy: length + 1)
    let bodyLength = bytes.readInteger(as: UInt32.self) ?? 0
    guard bodyLength <= BusLimit.body else {
      throw .violation("a body is longer than \(BusLimit.body) bytes")
    }
    return Header(verb: verb, argument: argument, bodyLength: Int(bodyLength))
  }

  private static func parse(_ line: ByteBufferView) throws(BusError) -> (Frame.Verb, String) {
    var line = line
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    guard line.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
      throw .violation("a header is not printable ASCII")
    }
    let blank = line.firstIndex(of: UInt8(ascii: " "))
    guard let verb = Frame.Verb(rawValue: String(decoding: line[..<(blank ?? line.endIndex)], as: UTF8.self))
    else { throw .violation("a header begins with an unknown verb") }
    let argument = blank.map { String(decoding: line[($0 + 1)...], as: UTF8.self) } ?? ""
    guard verb.accepts(argument) else {
      throw .violation("\(verb.rawValue) has an invalid argument")
    }
    return (verb, argument)
  }

  /// Releases the memory of frames already read, so that a rest of a few bytes doesn't retain it.
  private mutating func compact() {
    guard bytes.readerIndex > 0 else { return }
    var rest = ByteBuffer()
    if bytes.readableBytes > 0 {
      rest.reserveCapacity(bytes.readableBytes)
      rest.writeBuffer(&bytes)
    }
    bytes = rest
  }
}
