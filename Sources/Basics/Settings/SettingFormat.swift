/// What the values of a setting look like.
package struct SettingFormat<Value: Sendable>: Sendable {
  /// What stands behind "expected" in a message about a bad value.
  package let expected: String
  /// Whether an empty variable is a value, and not the same as an unset one.
  package let takesEmpty: Bool
  /// Reads a value; `nil` for a bad one.
  package let parse: @Sendable (String) -> Value?
  /// Writes a value.
  package let text: @Sendable (Value) -> String

  package init(
    expected: String,
    takesEmpty: Bool = false,
    text: @escaping @Sendable (Value) -> String = { "\($0)" },
    parse: @escaping @Sendable (String) -> Value?
  ) {
    self.expected = expected
    self.takesEmpty = takesEmpty
    self.parse = parse
    self.text = text
  }
}

extension SettingFormat where Value == Int {
  /// A whole number.
  ///
  /// - Parameter unit: what is counted, in the plural.
  package static func integer(_ range: ClosedRange<Int>, _ unit: String) -> Self {
    Self(expected: "\(unit) from \(range.lowerBound) to \(range.upperBound)") { text in
      Int(SettingText.trimmed(text)).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension SettingFormat where Value == Double {
  /// A number.
  ///
  /// - Parameter unit: what is measured, in the plural.
  package static func number(_ range: ClosedRange<Double>, _ unit: String) -> Self {
    let (least, most) = (SettingText.short(range.lowerBound), SettingText.short(range.upperBound))
    return Self(expected: "\(unit) from \(least) to \(most)", text: SettingText.short) { text in
      Double(SettingText.trimmed(text)).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension SettingFormat where Value == Bool {
  /// On or off.
  ///
  /// - Parameters:
  ///   - on: the words for on, in lower case; any case counts.
  ///   - off: the words for off.
  package static func onOrOff(on: Set<String>, off: Set<String>) -> Self {
    Self(expected: "true or false", text: { $0 ? "on" : "off" }) { text in
      let word = SettingText.trimmed(text).lowercased()
      return on.contains(word) ? true : off.contains(word) ? false : nil
    }
  }
}

extension SettingFormat where Value == [String] {
  /// Words with commas between them; an empty list is a value.
  package static var list: Self {
    Self(expected: "words separated by commas", takesEmpty: true, text: { $0.joined(separator: ",") }) {
      text in
      SettingText.items(text)
    }
  }
}

extension SettingFormat where Value == String {
  /// Any text.
  package static var text: Self { Self(expected: "text") { $0.isEmpty ? nil : $0 } }

  /// A path from the root.
  package static var absolutePath: Self {
    Self(expected: "an absolute path") { $0.hasPrefix("/") ? $0 : nil }
  }
}

extension SettingFormat {
  /// One of a few words, in any case.
  package static func word(_ words: [(word: String, value: Value)]) -> Self where Value: Equatable {
    let names = words.map(\.word)
    let last = names.count > 1 ? " or \(names[names.count - 1])" : ""
    return Self(
      expected: names.dropLast(names.count > 1 ? 1 : 0).joined(separator: ", ") + last,
      text: { value in words.first { $0.value == value }?.word ?? "" },
      parse: { text in
        let text = SettingText.trimmed(text).lowercased()
        return words.first { $0.word == text }?.value
      }
    )
  }

  /// One of a few words, in any case.
  package static func choice() -> Self where Value: RawRepresentable<String> & CaseIterable & Equatable {
    word(Value.allCases.map { ($0.rawValue, $0) })
  }

  /// The same, for a setting that may have no value.
  ///
  /// - Parameter none: the missing value as people read it.
  package static func optional<Wrapped>(_ format: SettingFormat<Wrapped>, none: String) -> Self
  where Value == Wrapped? {
    Self(
      expected: format.expected,
      takesEmpty: format.takesEmpty,
      text: { $0.map(format.text) ?? none },
      parse: { text in format.parse(text).map { .some($0) } }
    )
  }
}

/// Text of settings.
package enum SettingText {
  /// The parts between commas that aren't empty.
  package static func items(_ text: String) -> [String] {
    text.split(separator: ",").map { trimmed($0) }.filter { !$0.isEmpty }
  }

  /// Without white space at either end.
  package static func trimmed(_ text: some StringProtocol) -> String {
    var text = Substring(text).drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// A number without a fraction that says nothing.
  package static func short(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }
}
