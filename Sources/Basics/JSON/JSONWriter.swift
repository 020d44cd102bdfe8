/// Writes JSON text. Calls nest like the JSON; the commas are automatic.
package struct JSONWriter {
  /// The text so far.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func object(_ fields: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    fields(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  /// Writes an array of values, each written by `body`.
  package mutating func array<Values: Sequence>(
    _ values: Values,
    _ body: (inout JSONWriter, Values.Element) -> Void
  ) {
    separate()
    bytes.append(UInt8(ascii: "["))
    for value in values { body(&self, value) }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Writes a key; its value must follow.
  package mutating func key(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
  }

  package mutating func string(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: JSONString.escaped(text).utf8)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes a number; `nil` is written as `null`.
  package mutating func number(_ number: (some BinaryInteger)?) {
    separate()
    bytes.append(contentsOf: (number.map { "\($0)" } ?? "null").utf8)
  }

  /// Writes a key and text; `nil` is written as `null`.
  package mutating func field(_ name: String, _ text: String?) {
    key(name)
    if let text { string(text) } else { bytes.append(contentsOf: "null".utf8) }
  }

  /// Writes a key and a number; `nil` is written as `null`.
  package mutating func field(_ name: String, _ number: Int?) {
    key(name)
    self.number(number)
  }

  /// Writes a key and `true` or `false`.
  package mutating func field(_ name: String, _ value: Bool) {
    key(name)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// Writes a key and nanoseconds as milliseconds, rounded down; `nil` is written as `null`.
  package mutating func field(_ name: String, milliseconds nanoseconds: Int64?) {
    key(name)
    number(nanoseconds.map { $0 / 1_000_000 })
  }

  /// Copies the fields of an encoded object into the current object.
  package mutating func fields(of object: ArraySlice<UInt8>) {
    let inner = object.dropFirst().dropLast()
    guard inner.contains(where: { $0 > 0x20 }) else { return }
    separate()
    bytes.append(contentsOf: inner)
  }

  /// Writes a comma unless a first element or the value of a key follows.
  private mutating func separate() {
    switch bytes.last {
    case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): break
    default: bytes.append(UInt8(ascii: ","))
    }
  }
}
