import Basics

/// A value of a format's table. Objects keep the order of their keys, since a record's fields come in it.
enum TableValue {
  case string(String)
  case array([TableValue])
  case object([Member])
  /// A number, `true`, `false` or `null`, none of which a table has.
  case other

  struct Member {
    let key: String
    let value: TableValue
  }

  /// Deeper than any table is.
  private static let depth = 16

  /// Reads a whole JSON text.
  init(parsing json: [UInt8]) throws(JSONScanner.Fault) {
    self = try json.withUnsafeBytes { json in
      Result { () throws(JSONScanner.Fault) in
        var scanner = JSONScanner(json, maximumDepth: Self.depth)
        try scanner.skipValue(depth: 1)
        guard scanner.isAtEnd() else { throw JSONScanner.Fault() }
        return try TableValue(of: json)
      }
    }.get()
  }

  /// Reads a text that is known to be JSON.
  private init(of json: UnsafeRawBufferPointer) throws(JSONScanner.Fault) {
    let text = UnsafeRawBufferPointer(rebasing: json.drop { $0 <= 0x20 })
    var scanner = JSONScanner(text, maximumDepth: Self.depth)
    switch text.first {
    case UInt8(ascii: "\""):
      try scanner.skipValue(depth: 1)
      self = .string(JSONString.decode(UnsafeRawBufferPointer(rebasing: text[1..<scanner.position - 1])))
    case UInt8(ascii: "["):
      var values: [TableValue] = []
      try scanner.skipArray(depth: 1) { value throws(JSONScanner.Fault) in
        values.append(try TableValue(of: UnsafeRawBufferPointer(rebasing: text[value])))
      }
      self = .array(values)
    case UInt8(ascii: "{"):
      var members: [Member] = []
      try scanner.skipObject(depth: 1) { name, value throws(JSONScanner.Fault) in
        let key = JSONString.decode(UnsafeRawBufferPointer(rebasing: text[name]))
        let inner = UnsafeRawBufferPointer(rebasing: text[value])
        members.append(Member(key: key, value: try TableValue(of: inner)))
      }
      self = .object(members)
    default:
      self = .other
    }
  }
}
