import Glibc

/// Finds the copy that was made of a file before it was truncated, as `copytruncate` of logrotate does.
///
/// What was appended between the copy's last read and the truncation is in neither; the copy's size tells how
/// much that is.
enum TruncatedCopy {
  /// How many bytes of a piece are compared.
  private static let comparedBytes = 4096
  /// How long before ours a copy may have been begun that has none of them; nanoseconds.
  private static let leeway: Int64 = 2_000_000_000

  /// How many bytes of the file the copy has; `nil` where no copy is found.
  ///
  /// A copy stands beside the file, its name begins with the file's, and it has our bytes where we wrote them.
  ///
  /// - Parameter siblings: the files that may be one.
  static func size(among siblings: [String], _ recent: RecentPayload) -> Int? {
    siblings.compactMap { matchingSize(of: $0, recent) }.max()
  }

  /// Whether a copy that has none of ours can have been made since there are some.
  private static func isNew(_ file: borrowing OpenFile, _ recent: RecentPayload) -> Bool {
    file.identity.birth == 0 || file.identity.birth > recent.since - leeway
  }

  private static func matchingSize(of path: String, _ recent: RecentPayload) -> Int? {
    guard let file = OpenFile(reading: path) else { return nil }
    let size = file.size
    // A copy of an empty file holds nothing that could be compared.
    if size == 0 { return isNew(file, recent) && recent.before.map { $0.offset == 0 } ?? true ? 0 : nil }
    if let piece = recent.pieces.last(where: { $0.offset < size }) {
      let count = min(piece.bytes.count, size - piece.offset)
      let start = count - min(count, comparedBytes)
      let compared = UnsafeRawBufferPointer(rebasing: piece.bytes[start..<count])
      return FileBytes.match(file.descriptor, at: piece.offset + start, compared) ? size : nil
    }
    guard let before = recent.before, before.offset < size, !before.bytes.isEmpty, isNew(file, recent) else {
      return nil
    }
    let count = min(before.bytes.count, size - before.offset)
    return FileBytes.match(file.descriptor, at: before.offset, before.bytes[..<count]) ? size : nil
  }
}
