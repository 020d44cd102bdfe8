internal import Records

/// Full-text search in messages and fields.
enum FullText {
  /// Further words of a search are ignored.
  static let mostWords = 16

  /// The indexed text of a record: its message, and the values of its fields sorted by name.
  ///
  /// The index stores no copy and needs the same text again to delete a record, so this can only change together with
  /// the schema's version.
  static func text(of record: EventRecord) -> String {
    guard !record.fields.isEmpty else { return record.message }
    var text = record.message
    for (_, value) in record.fields.sorted(by: { $0.key < $1.key }) {
      text += "\n"
      text += value
    }
    return text
  }

  /// The FTS5 expression for records that contain all words of a text, the last one as a prefix; `nil` if the text has
  /// no words.
  ///
  /// Words are quoted, so that none is an operator. NUL, which would end the expression, is part of no word.
  static func expression(for text: String) -> String? {
    let words = text.split { !isPartOfWord($0) }.prefix(mostWords)
    guard !words.isEmpty else { return nil }
    return words.map { "\"\($0)\"" }.joined(separator: " ") + " *"
  }

  private static func isPartOfWord(_ character: Character) -> Bool {
    character.unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .decimalNumber, .letterNumber, .otherNumber, .privateUse:
        true
      default: false
      }
    }
  }
}
