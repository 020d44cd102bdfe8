/// The format of a setting's values.
package struct SettingFormat<Value: Sendable>: Sendable {
  /// Follows "expected" in the message about an invalid value.
  package let expected: String
  /// Whether an empty variable is a value instead of unset.
  package let takesEmpty: Bool
  /// Parses a value; `nil` if invalid.
  package let parse: @Sendable (String) -> Value?
  /// Formats a value.
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
  /// A whole number of a unit, which is in the plural.
  package static func integer(_ range: ClosedRange<Int>, _ unit: String) -> Self {
    Self(expected: "\(unit) from \(range.lowerBound) to \(range.upperBound)") { text in
      Int(SettingText.trimmed(text)).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension SettingFormat where Value == Double {
  /// A number of a unit, which is in the plural.
  package static func number(_ range: ClosedRange<Double>, _ unit: String) -> Self {
    let (least, most) = (SettingText.short(range.lowerBound), SettingText.short(range.upperBound))
    return Self(expected: "\(unit) from \(least) to \(most)", text: SettingText.short) { text in
      Double(SettingText.trimmed(text)).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension SettingFormat where Value == Bool {
  /// On or off. The words are given in lower case and matched in any case.
  package static func onOrOff(on: Set<String>, off: Set<String>) -> Self {
    Self(expected: "true or false", text: { $0 ? "on" : "off" }) { text in
      let word = SettingText.trimmed(text).lowercased()
      return on.contains(word) ? true : off.contains(word) ? false : nil
    }
  }
}

extension SettingFormat where Value == [String] {
  /// Words separated by commas; the list may be empty.
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

  /// An absolute path.
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

  /// One of the raw values, in any case.
  package static func choice() -> Self where Value: RawRepresentable<String> & CaseIterable & Equatable {
    word(Value.allCases.map { ($0.rawValue, $0) })
  }

  /// Makes a format optional; `none` is the text of the missing value.
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

/// Helpers for the text of settings.
package enum SettingText {
  /// The non-empty items of a comma-separated list.
  package static func items(_ text: String) -> [String] {
    text.split(separator: ",").map { trimmed($0) }.filter { !$0.isEmpty }
  }

  /// Trims white space.
  package static func trimmed(_ text: some StringProtocol) -> String {
    var text = Substring(text).drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// A number without a fraction of zero.
  package static func short(_ number: Double) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }
}
