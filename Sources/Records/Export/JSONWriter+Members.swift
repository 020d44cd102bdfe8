package import Basics

/// Members that are omitted if they have no value.
extension JSONWriter {
  package mutating func object(_ name: String, _ fields: (inout JSONWriter) -> Void) {
    key(name)
    object(fields)
  }

  package mutating func put(_ name: String, _ value: String?) {
    guard let value else { return }
    field(name, value)
  }

  package mutating func put(_ name: String, _ values: [String]) {
    guard !values.isEmpty else { return }
    key(name)
    array(values) { json, value in json.string(value) }
  }

  /// Writes a member that is an object of strings, sorted by name.
  package mutating func put(_ name: String, _ values: [String: String]) { object(name) { $0.put(values) } }

  package mutating func put(_ values: [String: String]) {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { field(name, value) }
  }
}
