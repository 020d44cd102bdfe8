internal import Basics

/// Writes one JSON object after the other, each member as it comes.
package struct JSONWriter {
  /// What was written.
  package private(set) var text = ""
  private var wantsComma = false

  package init() {}

  /// Writes a member that is an object.
  package mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) {
    member(name)
    object(body)
  }

  /// Writes an object.
  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    text += "{"
    wantsComma = false
    body(&self)
    text += "}"
    wantsComma = true
  }

  /// Writes a member, if there is a value.
  package mutating func put(_ name: String, _ value: String?) {
    guard let value else { return }
    member(name)
    text += Self.quoted(value)
  }

  /// Writes a member that is a number.
  package mutating func put(_ name: String, _ value: Int) {
    member(name)
    text += "\(value)"
  }

  /// Writes a member that is an array, if there is anything in it.
  package mutating func put(_ name: String, _ values: [String]) {
    guard !values.isEmpty else { return }
    member(name)
    text += "[" + values.map(Self.quoted).joined(separator: ",") + "]"
  }

  /// Writes a member that is an object of strings, sorted by their names.
  package mutating func put(_ name: String, _ values: [String: String]) {
    object(name) { $0.put(values) }
  }

  /// Writes strings as members, sorted by their names.
  package mutating func put(_ values: [String: String]) {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { put(name, value) }
  }

  private mutating func member(_ name: String) {
    if wantsComma { text += "," }
    wantsComma = true
    text += Self.quoted(name) + ":"
  }

  private static func quoted(_ text: String) -> String { "\"\(JSONString.escaped(text))\"" }
}
