import Basics
import CDecklog
import Glibc

/// The lines of a transcript: JSON objects with the id of their session under `sid`.
enum SessionLines {
  /// The deepest nesting of a line.
  private static let depth = 64

  /// Whether a line belongs to the session.
  ///
  /// Only lines that contain the id are parsed, each once, so the cost is linear for any input. An id spelled with
  /// escapes, which no recorder has a reason to write, isn't found.
  static func contain(_ id: String, _ text: UnsafeRawBufferPointer) -> Bool {
    let id = Array(id.utf8)
    var rest = text
    while let place = find(id, in: rest) {
      let start = rest.lineStart(before: place)
      let end = rest[place...].firstLineFeed ?? rest.count
      if isOf(id, UnsafeRawBufferPointer(rebasing: rest[start..<end])) { return true }
      rest = UnsafeRawBufferPointer(rebasing: rest[end...])
    }
    return false
  }

  private static func find(_ id: [UInt8], in text: UnsafeRawBufferPointer) -> Int? {
    guard let base = text.baseAddress, let place = decklog_find(base, text.count, id, id.count) else {
      return nil
    }
    return place - base
  }

  private static func isOf(_ id: [UInt8], _ line: UnsafeRawBufferPointer) -> Bool {
    var scanner = JSONScanner(line, maximumDepth: depth)
    var isOf = false
    do throws(JSONScanner.Fault) {
      try scanner.skipObject(depth: 1) { name, value throws(JSONScanner.Fault) in
        guard line[name].elementsEqual("sid".utf8) else { return }
        // Of several, the last counts.
        isOf =
          line[value].first == UInt8(ascii: "\"") && line[value].dropFirst().dropLast().elementsEqual(id)
      }
    } catch { return false }
    return isOf && scanner.isAtEnd()
  }
}
