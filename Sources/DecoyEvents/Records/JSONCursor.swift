import Syslog

/// Writes JSON text into room that the caller made large enough, without looking back.
///
/// Every method says what room it needs; none checks. All are inlined, and what is too long for that takes the
/// position and gives a new one (see ``JSONEscape``): a cursor that never has an address stays in a register.
struct JSONCursor {
  /// Where the next byte goes.
  private(set) var position: UnsafeMutableRawPointer

  @inline(always)
  init(at position: UnsafeMutableRawPointer) {
    self.position = position
  }

  /// Writes `bytes` as they are.
  @inline(always)
  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    position.copyMemory(from: base, byteCount: bytes.count)
    position += bytes.count
  }

  /// Writes `text` as it is.
  @inline(always)
  mutating func put(_ text: StaticString) {
    put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Writes `number` in decimal.
  @inline(always)
  mutating func put(_ number: Int) {
    var text = String(number)
    text.withUTF8 { put(UnsafeRawBufferPointer($0)) }
  }

  /// Writes one byte as it is.
  @inline(always)
  mutating func put(_ byte: UInt8) {
    position.storeBytes(of: byte, as: UInt8.self)
    position += 1
  }

  /// Writes all of `text` for use between quotes.
  @inline(always)
  mutating func putEscaped(_ text: UnsafeRawBufferPointer) {
    putEscaped(ByteText(text), 0..<text.count)
  }

  /// Writes `range` of `text` for use between quotes, repaired and escaped as ``JSONText`` says.
  ///
  /// The room needed is ``JSONText/worstGrowth`` times the range and 16 bytes more. Bytes behind the range may
  /// be read, and none behind the text.
  @inline(always)
  mutating func putEscaped(_ text: ByteText, _ range: Range<Int>) {
    // Most texts are one plain block.
    let count = range.upperBound &- range.lowerBound
    if count <= ByteScan.width, text.count &- range.lowerBound >= ByteScan.width {
      let block = UnsafeRawPointer(text.base + range.lowerBound)
      JSONEscape.copyBlock(block, to: position)
      if ByteScan.unplain(inBlock: block) & ByteScan.mask(count) == 0 {
        position += count
        return
      }
    }
    position = JSONEscape.copy(range, of: text, to: position)
  }

  /// Writes what `value`, a parameter's value with backslashes in `text`, stands for; room as for
  /// ``putEscaped(_:_:)``.
  @inline(always)
  mutating func putValue(_ text: ByteText, _ value: Range<Int>) {
    position = JSONEscape.copyValue(value, of: text, to: position)
  }

  /// Has a method that is not inlined write, and so gets an address, without that this cursor gets one.
  @inline(always)
  mutating func aside(_ write: (inout JSONCursor) -> Void) {
    var copy = self
    write(&copy)
    self = copy
  }
}
