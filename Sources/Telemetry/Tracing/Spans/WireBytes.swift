/// Bytes in protobuf's wire format.
struct WireBytes {
  var bytes: [UInt8]

  init(_ bytes: [UInt8] = []) {
    self.bytes = bytes
  }

  /// How many bytes a length takes.
  static func width(of length: Int) -> Int {
    length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : length < 1 << 21 ? 3 : length < 1 << 28 ? 4 : 5
  }

  /// How many bytes a field with a tag of one byte takes.
  static func size(of length: Int) -> Int { 1 + width(of: length) + length }

  /// Appends a field that is a message, a string or bytes.
  mutating func put(_ tag: UInt8, _ content: some Collection<UInt8>) {
    put(tag, length: content.count)
    bytes.append(contentsOf: content)
  }

  /// Appends the beginning of a field whose content follows.
  mutating func put(_ tag: UInt8, length: Int) {
    bytes.append(tag)
    var rest = length
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Appends a number in a fixed number of bytes, the lowest first.
  mutating func put(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
