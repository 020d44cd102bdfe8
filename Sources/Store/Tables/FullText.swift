internal import Records

/// What can be searched for in the records by words.
enum FullText {
  /// How many words of a search count.
  static let mostWords = 16

  /// What is indexed of a record: its message and the values of its fields, in the order of their names.
  ///
  /// The index keeps no copy of the text, and is told it again when the record is deleted: what this returns for a record
  /// belongs to the version of the schema.
  static func text(of record: EventRecord) -> String {
    guard !record.fields.isEmpty else { return record.message }
    var text = record.message
    for (_, value) in record.fields.sorted(by: { $0.key < $1.key }) {
      text += "\n"
      text += value
    }
    return text
  }

  /// The expression that finds the records that have all words of a text, the last of them as a beginning of a word;
  /// `nil` where there are no words in it.
  ///
  /// Each word stands in quotes, where FTS5 knows no operators; NUL would end the expression.
  static func expression(for text: String) -> String? {
    let words = text.split { !isPartOfWord($0) }.prefix(mostWords)
    guard !words.isEmpty else { return nil }
    return words.map { "\"\($0)\"" }.joined(separator: " ") + " *"
  }

  private static func isPartOfWord(_ character: Character) -> Bool {
    character.unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .decimalNumber,
        .letterNumber, .otherNumber, .privateUse:
        true
      default: false
      }
    }
  }
}
