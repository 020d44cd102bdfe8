/// What came of a question.
enum Reply: Sendable, Hashable {
  /// JSON.
  case answer([UInt8])
  /// There is nothing of that name.
  case nothing
  /// The cursor is none.
  case badCursor
  /// The source has thrown.
  case failed
  /// It took too long.
  case late
  /// Too many other questions are being answered.
  case busy
}
