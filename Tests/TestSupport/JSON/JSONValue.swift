/// A JSON text, decoded without losing what a test may ask about.
///
/// Foundation's objects won't do: they lose the order of keys, and Swift's `String` holds a composed and a
/// decomposed letter for equal.
public enum JSONValue: Equatable, Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A number, as it was written.
  case number(String)
  /// A string's UTF-8.
  case string([UInt8])
  /// An array's elements.
  case array([JSONValue])
  /// An object.
  case object(JSONObject)

  /// The string's UTF-8, if it is one.
  public var bytes: [UInt8]? {
    if case .string(let bytes) = self { bytes } else { nil }
  }

  /// The string, if it is one. Mind that Swift compares strings by canonical equivalence.
  public var text: String? {
    bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The object, if it is one.
  public var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The array's elements, if it is one.
  public var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value as JSON, for a failure's message.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let text): text
    case .string(let bytes): String(decoding: bytes, as: UTF8.self).debugDescription
    case .array(let elements): "[\(elements.map(\.description).joined(separator: ", "))]"
    case .object(let object): object.description
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral {
  /// A string.
  public init(stringLiteral value: String) {
    self = .string(Array(value.utf8))
  }
}
