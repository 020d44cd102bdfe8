// A table's values, each of the type that its key wants.
extension FormatDecoder {
  func fault(_ key: String, _ reason: String) -> FormatError {
    FormatError(file: file, key: key, reason: reason)
  }

  /// - Parameter keys: those that there may be; `nil` if any.
  func object(_ value: TableValue, _ key: String, keys: Set<String>? = nil) throws(FormatError)
    -> Members
  {
    guard case .object(let members) = value else { throw fault(key, "expected an object") }
    var known: Set<String> = []
    for name in members.map(\.key) {
      let path = key.isEmpty ? name : "\(key).\(name)"
      if let keys, !keys.contains(name) { throw fault(path, "unknown key") }
      guard known.insert(name).inserted else { throw fault(path, "repeated key") }
    }
    return members
  }

  func string(_ value: TableValue, _ key: String) throws(FormatError) -> String {
    guard case .string(let string) = value else { throw fault(key, "expected a string") }
    return string
  }

  func strings(_ value: TableValue, _ key: String) throws(FormatError) -> [String] {
    guard case .array(let values) = value else { throw fault(key, "expected a list of strings") }
    var strings: [String] = []
    for value in values { strings.append(try string(value, key)) }
    return strings
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ value: TableValue,
    _ key: String
  ) throws(FormatError) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: try string(value, key)) else {
      throw fault(key, "expected one of \(Self.list(Choice.allCases))")
    }
    return choice
  }

  static func list(_ choices: some Collection<some RawRepresentable<String>>) -> String {
    choices.map(\.rawValue).joined(separator: ", ")
  }

  /// Lower-case letters, digits and one other character; 64 at most.
  static func isName(_ text: String, mayHave other: Character) -> Bool {
    1...64 ~= text.utf8.count
      && text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == other) }
  }
}
