import Syslog

/// Copies text into a JSON string, repaired and escaped as ``JSONText`` says.
///
/// Copies blocks of 16 bytes, then corrects the copy. Takes and returns the position to write to.
enum JSONEscape {
  private static var hexDigits: StaticString { "0123456789abcdef" }

  /// Copies `range` of `text`; for limits see ``JSONCursor/putEscaped(_:_:)``.
  @inline(never)
  static func copy(
    _ range: Range<Int>,
    of text: ByteText,
    to position: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let base = UnsafeRawPointer(text.base)
    var target = position
    var index = range.lowerBound
    // A block is read again from each of its escapes.
    let reach = 2 &* ByteScan.width &- 1
    let lastWhole = min(range.upperBound &- ByteScan.width, text.count &- reach)
    while index <= lastWhole {
      let block = base + index
      if ByteScan.special(inBlock: block) == 0 {
        // The step doesn't depend on the data, so the processor can work ahead.
        copyBlock(block, escaping: ByteScan.quoteOrBackslash(inBlock: block), to: &target)
        target += ByteScan.width
        index &+= ByteScan.width
      } else {
        (index, target) = copyToSpecial(in: text, range, at: index, to: target)
      }
    }
    var rest = SIMD64<UInt8>()
    withUnsafeMutableBytes(of: &rest) { rest in
      let start = index
      var source = base + start
      if text.count &- range.upperBound < reach, let copy = rest.baseAddress {
        // Reading blocks there would pass the end of the text.
        copy.copyMemory(from: source, byteCount: range.upperBound &- start)
        source = UnsafeRawPointer(copy)
      }
      while index < range.upperBound {
        let count = min(ByteScan.width, range.upperBound &- index)
        let taken = copyBlock(source + (index &- start), count: count, to: &target)
        index &+= taken
        if taken < count { index &+= copySpecial(in: text, range, at: index, to: &target) }
      }
    }
    return target
  }

  /// Copies a parameter's value, unescaped; for limits see ``JSONCursor/putEscaped(_:_:)``.
  ///
  /// `\"` and `\\` are the same in JSON. `\]` becomes `]`, and any other backslash is literal.
  @inline(never)
  static func copyValue(
    _ range: Range<Int>,
    of text: ByteText,
    to position: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    var target = position
    var index = range.lowerBound
    while index < range.upperBound {
      // Byte by byte near the end of the text.
      let isBlock = text.count &- index >= ByteScan.width
      let count = isBlock ? min(ByteScan.width, range.upperBound &- index) : 1
      let unplain = isBlock ? ByteScan.unplain(inBlock: text.base + index) : ByteScan.unplain(text, at: index)
      let taken = (unplain | UInt32(1) &<< UInt32(truncatingIfNeeded: count)).trailingZeroBitCount
      if isBlock {
        copyBlock(text.base + index, to: target)
      } else {
        target.storeBytes(of: text[index], as: UInt8.self)
      }
      target += taken
      index &+= taken
      if taken == count { continue }
      if text[index] == ASCII.backslash {
        index &+= copyBackslash(in: text, range, at: index, to: &target)
      } else {
        index &+= copySpecial(in: text, range, at: index, to: &target)
      }
    }
    return target
  }

  /// Copies 16 bytes without advancing: the caller knows how many of them count.
  @inline(always)
  static func copyBlock(_ block: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    target.storeBytes(of: block.loadUnaligned(as: SIMD2<UInt64>.self), as: SIMD2<UInt64>.self)
  }

  /// Copies a block with backslashes before the bytes whose bits are set, and advances by the backslashes only.
  @inline(always)
  private static func copyBlock(
    _ block: UnsafeRawPointer,
    escaping bits: UInt32,
    to target: inout UnsafeMutableRawPointer
  ) {
    copyBlock(block, to: target)
    var escapes = bits
    while escapes != 0 {
      // Everything from here on moves by one.
      let next = escapes.trailingZeroBitCount
      target.storeBytes(of: ASCII.backslash, toByteOffset: next, as: UInt8.self)
      target += 1
      copyBlock(block + next, to: target + next)
      escapes &= escapes &- 1
    }
  }

  /// Copies up to `count` bytes, up to the first special one, with quotes and backslashes escaped.
  ///
  /// - Returns: the number of bytes read.
  @inline(always)
  private static func copyBlock(
    _ block: UnsafeRawPointer,
    count: Int,
    to target: inout UnsafeMutableRawPointer
  ) -> Int {
    let stops = ByteScan.special(inBlock: block) | UInt32(1) &<< UInt32(truncatingIfNeeded: count)
    let taken = stops.trailingZeroBitCount
    let escapes = ByteScan.quoteOrBackslash(inBlock: block) & ByteScan.mask(taken)
    copyBlock(block, escaping: escapes, to: &target)
    target += taken
    return taken
  }

  /// Copies a block up to and including its first special character.
  ///
  /// - Returns: where to continue reading and writing.
  @inline(never)
  private static func copyToSpecial(
    in text: ByteText,
    _ range: Range<Int>,
    at index: Int,
    to position: UnsafeMutableRawPointer
  ) -> (index: Int, position: UnsafeMutableRawPointer) {
    var target = position
    let special = index &+ copyBlock(text.base + index, count: ByteScan.width, to: &target)
    let taken = copySpecial(in: text, range, at: special, to: &target)
    return (special &+ taken, target)
  }

  /// Copies the backslash at `index` and the character that it escapes.
  ///
  /// - Returns: the number of bytes read.
  @inline(always)
  private static func copyBackslash(
    in text: ByteText,
    _ range: Range<Int>,
    at index: Int,
    to target: inout UnsafeMutableRawPointer
  ) -> Int {
    let next = index &+ 1 < range.upperBound ? text[index &+ 1] : 0
    if next == ASCII.closeBracket {
      target.storeBytes(of: next, as: UInt8.self)
      target += 1
      return 2
    }
    let isEscape = next == ASCII.quote || next == ASCII.backslash
    target.storeBytes(of: ASCII.backslash, as: UInt8.self)
    target.storeBytes(of: isEscape ? next : ASCII.backslash, toByteOffset: 1, as: UInt8.self)
    target += 2
    return isEscape ? 2 : 1
  }

  /// Copies a character that needs an escape or is not ASCII.
  ///
  /// - Returns: the number of bytes read.
  @inline(always)
  private static func copySpecial(
    in text: ByteText,
    _ range: Range<Int>,
    at index: Int,
    to target: inout UnsafeMutableRawPointer
  ) -> Int {
    let (taken, position) = copySpecial(
      in: UnsafeRawBufferPointer(start: text.base, count: range.upperBound),
      at: index,
      to: target
    )
    target = position
    return taken
  }

  @inline(never)
  private static func copySpecial(
    in text: UnsafeRawBufferPointer,
    at index: Int,
    to position: UnsafeMutableRawPointer
  ) -> (taken: Int, position: UnsafeMutableRawPointer) {
    var json = JSONCursor(at: position)
    let byte = text[index]
    guard byte >= 0x80 else {
      putEscape(of: byte, to: &json)
      return (1, json.position)
    }
    let (count, isValid) = UTF8Text.sequence(in: text, at: index)
    if !isValid {
      json.put("\u{FFFD}")
    } else if byte == 0xC2, text[index &+ 1] < 0xA0 {
      putCodeUnit(UInt16(text[index &+ 1]), to: &json)
    } else if byte == 0xE2, text[index &+ 1] == 0x80, text[index &+ 2] & 0xFE == 0xA8 {
      putCodeUnit(0x2000 | UInt16(text[index &+ 2] & 0x3F), to: &json)
    } else {
      json.put(text.slice(index..<index &+ count))
    }
    return (count, json.position)
  }

  @inline(always)
  private static func putEscape(of byte: UInt8, to json: inout JSONCursor) {
    switch byte {
    case ASCII.lineFeed: json.put(#"\n"#)
    case ASCII.carriageReturn: json.put(#"\r"#)
    case ASCII.tab: json.put(#"\t"#)
    default: putCodeUnit(UInt16(byte), to: &json)
    }
  }

  /// Writes `\u001b`.
  @inline(always)
  private static func putCodeUnit(_ unit: UInt16, to json: inout JSONCursor) {
    json.put(#"\u"#)
    for shift in stride(from: UInt16(12), through: 0, by: -4) {
      json.put(hexDigits.utf8Start[Int(unit >> shift & 0xF)])
    }
  }
}
