import Basics
import Glibc

/// Finds the copy that was made of a file before it was truncated, as `copytruncate` of logrotate does.
///
/// What was appended between the copy's last read and the truncation is in neither; the copy's size tells how
/// much that is.
enum TruncatedCopy {
  /// How many bytes of a piece are compared.
  private static let comparedBytes = 4096
  /// How often the copies are looked through at most while their names change.
  private static let looks = 8
  /// How long before ours a copy may have been begun that has none of them; nanoseconds.
  private static let leeway: Int64 = 2_000_000_000
  /// The longest compressed copy that is read, in bytes as it stands: nothing is written meanwhile, and what is
  /// compressed has to be read from its beginning, twice.
  static let longestCompressed = 64 << 20

  /// How many bytes of the file the copy has; `nil` where no copy is found.
  ///
  /// A copy stands beside the file, its name begins with the file's, and it has our bytes where we wrote them. One that
  /// was compressed at once is found too, if it is the only one.
  ///
  /// - Parameter siblings: lists the files that may be one.
  static func size(among siblings: () -> [String], _ recent: RecentPayload) -> Int? {
    var paths = siblings()
    for _ in 0..<looks {
      let plain = paths.compactMap { plainSize(of: $0, recent) }.max()
      let found =
        plain ?? paths.filter { $0.hasSuffix(".gz") }.compactMap { compressedSize(of: $0, recent) }.max()
      if let found { return found }
      // While it is looked for, a copy may be compressed, and have another name.
      let now = siblings()
      if now == paths { return nil }
      paths = now
    }
    return nil
  }

  /// How many bytes of a file are still there, where it has lost its end alone: a volume that loses its cache without a
  /// reboot goes back to what it had kept.
  ///
  /// - Parameter descriptor: of the file.
  static func size(ofWhatIsLeft descriptor: Int32, _ recent: RecentPayload) -> Int? {
    guard let size = FileStatus(of: descriptor)?.size, size > 0,
      let piece = recent.pieces.last(where: { $0.offset < size })
    else { return nil }
    let count = min(piece.bytes.count, size - piece.offset)
    let compared = UnsafeRawBufferPointer(rebasing: piece.bytes[..<count].suffix(comparedBytes))
    return FileBytes.match(descriptor, at: piece.offset + count - compared.count, compared) ? size : nil
  }

  /// Whether a copy can have been made since the file has been looked after; `nil` where the file system doesn't tell.
  private static func isNew(_ file: borrowing OpenFile, _ recent: RecentPayload) -> Bool? {
    file.identity.birth == 0 ? nil : file.identity.birth > recent.since.subtractingSaturated(leeway)
  }

  private static func plainSize(of path: String, _ recent: RecentPayload) -> Int? {
    guard let file = OpenFile(reading: path) else { return nil }
    let isCopy = isCopy(size: file.size, isNew: isNew(file, recent), recent) { offset, bytes in
      FileBytes.match(file.descriptor, at: offset, bytes)
    }
    return isCopy ? file.size : nil
  }

  /// Of the copies that are compressed only new ones are read: there may be many old ones, and reading takes long.
  private static func compressedSize(of path: String, _ recent: RecentPayload) -> Int? {
    guard let file = OpenFile(reading: path), file.size <= longestCompressed, isNew(file, recent) == true,
      let size = contentSize(of: file)
    else { return nil }
    let isCopy = isCopy(size: size, isNew: true, recent) { offset, bytes in
      guard var content = FileContentReader(file), content.skip(to: offset) else { return false }
      return content.read(bytes.count).elementsEqual(bytes)
    }
    return isCopy ? size : nil
  }

  /// How long the content of a compressed file is; `nil` where it is damaged, or too long to be looked through.
  private static func contentSize(of file: borrowing OpenFile) -> Int? {
    guard var content = FileContentReader(file) else { return nil }
    return content.remainingLength()
  }

  /// Whether a file has our bytes where we wrote them.
  ///
  /// - Parameter matches: whether it has these bytes at an offset.
  private static func isCopy(
    size: Int,
    isNew: Bool?,
    _ recent: RecentPayload,
    matches: (Int, UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    // A copy of an empty file holds nothing that could be compared.
    if size == 0 { return isNew != false && recent.before.map { $0.offset == 0 } ?? true }
    if let piece = recent.pieces.last(where: { $0.offset < size }) {
      let count = min(piece.bytes.count, size - piece.offset)
      let start = count - min(count, comparedBytes)
      return matches(piece.offset + start, UnsafeRawBufferPointer(rebasing: piece.bytes[start..<count]))
    }
    guard let before = recent.before, before.offset < size, !before.bytes.isEmpty, isNew != false else {
      return false
    }
    let count = min(before.bytes.count, size - before.offset)
    return before.bytes.withUnsafeBytes { bytes in
      matches(before.offset, UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    }
  }
}
