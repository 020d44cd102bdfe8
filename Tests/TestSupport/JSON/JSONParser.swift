/// Reads JSON by the letter of RFC 8259, and in a record by the contract's letter too.
public struct JSONParser {
  /// How a text may be written.
  public enum Style: Sendable {
    /// As a record is: no blanks, and no control character, U+2028 or U+2029 as it is.
    case record
    /// As RFC 8259 allows.
    case plain
  }

  private let text: UnsafeRawBufferPointer
  private let style: Style
  private var index = 0

  private init(_ text: UnsafeRawBufferPointer, _ style: Style) {
    self.text = text
    self.style = style
  }

  /// Reads the whole of `text`.
  public static func parse(
    _ text: UnsafeRawBufferPointer,
    as style: Style = .record
  ) throws(JSONFault) -> JSONValue {
    var parser = JSONParser(text, style)
    let value = try parser.value(depth: 0)
    guard parser.index == text.count else { throw parser.fault("more text") }
    return value
  }

  /// Reads the whole of `text`.
  public static func parse(_ text: [UInt8], as style: Style = .record) throws -> JSONValue {
    try text.withUnsafeBytes { try parse($0, as: style) }
  }

  private func fault(_ reason: String) -> JSONFault {
    JSONFault(reason: reason, offset: index)
  }

  private var next: UInt8? { index < text.count ? text[index] : nil }

  private mutating func skipBlanks() {
    guard style == .plain else { return }
    while let byte = next, byte == 0x20 || 0x09...0x0A ~= byte || byte == 0x0D { index += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    index += 1
    return true
  }

  private mutating func take(word: StaticString) throws(JSONFault) {
    for offset in 0..<word.utf8CodeUnitCount {
      guard take(word.utf8Start[offset]) else { throw fault("no \(word)") }
    }
  }

  private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
    guard depth < 8 else { throw fault("too deep") }
    skipBlanks()
    defer { skipBlanks() }
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try take(word: "true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try take(word: "false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try take(word: "null")
      return .null
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
    var members: [JSONObject.Member] = []
    // As many as a record has.
    members.reserveCapacity(depth == 0 ? 15 : 4)
    index += 1
    skipBlanks()
    if !take(UInt8(ascii: "}")) {
      repeat {
        skipBlanks()
        guard next == UInt8(ascii: "\"") else { throw fault("no name") }
        let name = try string()
        skipBlanks()
        guard take(UInt8(ascii: ":")) else { throw fault("no colon") }
        members.append((name, try value(depth: depth + 1)))
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "}")) else { throw fault("no end of the object") }
    }
    guard let object = JSONObject(members: members) else { throw fault("a name stands twice in the object") }
    return .object(object)
  }

  private mutating func array(depth: Int) throws(JSONFault) -> JSONValue {
    var elements: [JSONValue] = []
    index += 1
    skipBlanks()
    if !take(UInt8(ascii: "]")) {
      repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "]")) else { throw fault("no end of the array") }
    }
    return .array(elements)
  }

  private mutating func number() throws(JSONFault) -> JSONValue {
    let start = index
    _ = take(UInt8(ascii: "-"))
    let isZero = next == UInt8(ascii: "0")
    let count = digits()
    guard count > 0 else { throw fault("no value") }
    guard !isZero || count == 1 else { throw fault("a leading zero") }
    if take(UInt8(ascii: ".")), digits() == 0 { throw fault("no fraction") }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      if digits() == 0 { throw fault("no exponent") }
    }
    return .number(String(decoding: text[start..<index], as: UTF8.self))
  }

  private mutating func digits() -> Int {
    let start = index
    while let byte = next, byte &- 0x30 < 10 { index += 1 }
    return index - start
  }
}

extension JSONParser {
  private mutating func string() throws(JSONFault) -> [UInt8] {
    var bytes: [UInt8] = []
    index += 1
    var start = index
    while index < text.count {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "\""):
        bytes.append(contentsOf: text[start..<index])
        index += 1
        return bytes
      case UInt8(ascii: "\\"):
        bytes.append(contentsOf: text[start..<index])
        index += 1
        try escape(into: &bytes)
        start = index
      case ..<0x20: throw fault("a raw control character")
      case 0x7F where style == .record: throw fault("a raw DEL")
      case ..<0x80: index += 1
      default: try sequence()
      }
    }
    throw fault("no end of the string")
  }

  /// Goes past one character beyond ASCII: Unicode 16, table 3-7.
  private mutating func sequence() throws(JSONFault) {
    let lead = text[index]
    let second: UInt8 = index + 1 < text.count ? text[index + 1] : 0
    let count =
      switch (lead, second) {
      case (0xC2...0xDF, 0x80...0xBF): 2
      case (0xE0, 0xA0...0xBF), (0xE1...0xEC, 0x80...0xBF), (0xED, 0x80...0x9F), (0xEE...0xEF, 0x80...0xBF): 3
      case (0xF0, 0x90...0xBF), (0xF1...0xF3, 0x80...0xBF), (0xF4, 0x80...0x8F): 4
      default: throw fault("no UTF-8")
      }
    for offset in 2..<max(2, count) {
      guard index + offset < text.count, 0x80...0xBF ~= text[index + offset] else { throw fault("no UTF-8") }
    }
    if style == .record {
      if lead == 0xC2, second < 0xA0 { throw fault("a raw C1 control character") }
      if lead == 0xE2, second == 0x80, text[index + 2] & 0xFE == 0xA8 { throw fault("a raw line separator") }
    }
    index += count
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(JSONFault) {
    guard let byte = next else { throw fault("no end of the escape") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      var scalar = try codeUnit()
      if 0xD800..<0xDC00 ~= scalar {
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw fault("a lone surrogate") }
        let low = try codeUnit()
        guard 0xDC00..<0xE000 ~= low else { throw fault("a lone surrogate") }
        scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let character = Unicode.Scalar(scalar) else { throw fault("a lone surrogate") }
      bytes.append(contentsOf: UTF8.encode(character).map(Array.init) ?? [])
    default: throw fault("an unknown escape")
    }
  }

  private mutating func codeUnit() throws(JSONFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      switch next {
      case let byte? where byte &- 0x30 < 10: value = value << 4 | UInt32(byte &- 0x30)
      case let byte? where (byte | 0x20) &- 0x61 < 6: value = value << 4 | UInt32((byte | 0x20) &- 0x57)
      default: throw fault("no code unit")
      }
      index += 1
    }
    return value
  }
}

/// Why a text is no JSON, or not the JSON that a record may be.
public struct JSONFault: Error, CustomStringConvertible {
  /// What is wrong.
  public let reason: String
  /// Where, counted in bytes.
  public let offset: Int

  /// The fault in one line.
  public var description: String { "\(reason) at byte \(offset)" }
}
