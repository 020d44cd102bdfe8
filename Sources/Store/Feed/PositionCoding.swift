internal import Foundation
internal import Records

/// A position as text.
enum PositionCoding {
  static func encode(_ position: RecordFilePosition) throws -> String {
    String(decoding: try JSONEncoder().encode(position), as: UTF8.self)
  }

  /// `nil` for what is none.
  static func decode(_ text: String) -> RecordFilePosition? {
    try? JSONDecoder().decode(RecordFilePosition.self, from: Data(text.utf8))
  }
}
