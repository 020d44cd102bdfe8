/// What a record must not be.
struct RecordFault: Error, CustomStringConvertible {
  /// What is wrong, in one line.
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
