import Basics
internal import Files
import Glibc
internal import RotatedFiles

/// Finds the copy that was made of a file before it was truncated, as logrotate's `copytruncate` does.
///
/// What was appended between the copy's last read and the truncation is in neither; the copy's size tells how much.
enum TruncatedCopy {
  private static let comparedBytes = 4096
  /// How often the copies are listed while their names change.
  private static let looks = 8
  /// How much older than ours a copy may be that has none of our bytes, in nanoseconds.
  private static let leeway: Int64 = 2_000_000_000
  /// The longest compressed copy that is read, in stored bytes: it is read twice, and writing waits meanwhile.
  static let longestCompressed = 64 << 20

  /// How many bytes of the file the copy has; `nil` if there is no copy.
  ///
  /// A copy is a sibling with our bytes where we wrote them. Compressed siblings are tried last.
  ///
  /// - Parameter siblings: lists the candidates.
  static func size(among siblings: () -> [String], _ recent: RecentPayload) -> Int? {
    var paths = siblings()
    for _ in 0..<looks {
      let plain = paths.compactMap { plainSize(of: $0, recent) }.max()
      let found =
        plain ?? paths.filter { $0.hasSuffix(".gz") }.compactMap { compressedSize(of: $0, recent) }.max()
      if let found { return found }
      // A copy may have been compressed meanwhile, and have another name.
      let now = siblings()
      if now == paths { return nil }
      paths = now
    }
    return nil
  }

  /// How many bytes remain of a file that only lost its end, as on a volume that lost its cache without a reboot.
  static func size(ofWhatIsLeft descriptor: Int32, _ recent: RecentPayload) -> Int? {
    guard let size = FileStatus(of: descriptor)?.size, size > 0,
      let piece = recent.pieces.last(where: { $0.offset < size })
    else { return nil }
    let count = min(piece.bytes.count, size - piece.offset)
    let compared = UnsafeRawBufferPointer(rebasing: piece.bytes[..<count].suffix(comparedBytes))
    return FileBytes.match(descriptor, at: piece.offset + count - compared.count, compared) ? size : nil
  }

  /// Whether a file may be a copy by its age; `nil` if the file system doesn't record it.
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

  /// Only new compressed files are read: there may be many old ones, and reading takes long.
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

  /// The length of a compressed file's content; `nil` if it is damaged or too long.
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
    // A copy of an empty file has nothing to compare.
    if size == 0 { return isNew != false && recent.before.map { $0.offset == 0 } ?? true }
    if let piece = recent.pieces.last(where: { $0.offset < size }) {
      let count = min(piece.bytes.count, size - piece.offset)
      let start = count - min(count, comparedBytes)
      return matches(piece.offset + start, UnsafeRawBufferPointer(rebasing: piece.bytes[start..<count]))
    }
    guard let before = recent.before, before.offset < size, !before.bytes.isEmpty, isNew != false
    else { return false }
    let count = min(before.bytes.count, size - before.offset)
    return before.bytes.withUnsafeBytes { bytes in
      matches(before.offset, UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    }
  }
}

/// A file that was copied and truncated: the copy has the first ``kept`` bytes, and the rest was written again.
package struct TruncatedFile: Sendable, Hashable {
  package var target: EvidenceTarget
  package var generation: UInt64
  package var kept: Int
}

/// Lines that a truncation took: they must be written before any others.
struct PendingRepair {
  let truncated: TruncatedFile
  let lines: [UInt8]
}
