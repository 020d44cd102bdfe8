/// The fields of an `application/x-www-form-urlencoded` body.
struct Form {
  private let pairs: [(name: [UInt8], value: [UInt8])]

  init(_ body: [UInt8]) {
    pairs = body.split(separator: UInt8(ascii: "&")).map { pair in
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      return (Self.decode(pair[..<equals]), Self.decode(pair[equals...].dropFirst()))
    }
  }

  /// The first field that has one of the names, or nil.
  func value(_ names: [String]) -> [UInt8]? {
    pairs.first { pair in names.contains { pair.name.elementsEqual($0.utf8) } }?.value
  }

  /// Undoes `+` and `%XX`; a `%` without two hex digits stands for itself.
  private static func decode(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2).compactMap(digit)
      if byte == UInt8(ascii: "%"), digits.count == 2 {
        decoded.append(digits[0] << 4 | digits[1])
        rest = rest.dropFirst(2)
      } else {
        decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return decoded
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 48
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 87
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 55
    default: nil
    }
  }
}
