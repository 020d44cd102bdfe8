internal import Basics
internal import RotatedFiles

/// Reads a file once: counts its lines, and finds the segments that it contains as they were written.
struct SegmentPass {
  /// The most segments that may contain one byte: appended segments don't overlap, but a forged ledger's may.
  static let overlapLimit = 16
  private static let pieceLength = 1 << 20

  private struct Cursor {
    let index: Int
    var range = 0
    var hash = SHA256()
  }

  private let segments: [AuditedSegment]
  /// The indices of the segments to find, by where they begin.
  private let order: [Int]
  private var begun = 0
  private var open: [Cursor] = []
  private(set) var found: [Int] = []
  private(set) var lines = 0

  init(_ segments: [AuditedSegment]) {
    self.segments = segments
    var ends: [Int] = []
    order = segments.indices.filter { !segments[$0].ranges.isEmpty && segments[$0].isAscending }
      .sorted { segments[$0].start < segments[$1].start }
      .filter { index in
        ends.removeAll { $0 <= segments[index].start }
        guard ends.count < Self.overlapLimit else { return false }
        ends.append(segments[index].end)
        return true
      }
  }

  /// Reads a file from its beginning, at most `limit` bytes.
  mutating func read(_ content: inout FileContentReader, upTo limit: Int = .max, noteRead: (Int) -> Void) {
    var position = 0
    var piece = [UInt8](repeating: 0, count: min(limit, Self.pieceLength))
    while position < limit {
      let count = piece.withUnsafeMutableBytes { content.read(into: $0) }
      guard count > 0 else { return }
      piece.withUnsafeBytes { add(UnsafeRawBufferPointer(rebasing: $0[..<count]), at: position) }
      position += count
      noteRead(count)
    }
  }

  private mutating func add(_ bytes: UnsafeRawBufferPointer, at position: Int) {
    lines += bytes.lineCount
    var unfinished: [Cursor] = []
    for var cursor in open where !advance(&cursor, bytes, at: position) { unfinished.append(cursor) }
    while begun < order.count, segments[order[begun]].start < position + bytes.count {
      var cursor = Cursor(index: order[begun])
      if !advance(&cursor, bytes, at: position) { unfinished.append(cursor) }
      begun += 1
    }
    open = unfinished
  }

  /// Continues with a segment; returns whether it ends in these bytes.
  private mutating func advance(
    _ cursor: inout Cursor,
    _ bytes: UnsafeRawBufferPointer,
    at position: Int
  ) -> Bool {
    let segment = segments[cursor.index]
    let end = position + bytes.count
    while cursor.range < segment.ranges.count {
      let range = segment.ranges[cursor.range]
      guard range.lowerBound < end else { return false }
      let part = range.clamped(to: position..<end)
      cursor.hash.update(
        UnsafeRawBufferPointer(rebasing: bytes[(part.lowerBound - position)..<(part.upperBound - position)])
      )
      guard range.upperBound <= end else { return false }
      cursor.range += 1
    }
    if cursor.hash.finalize().hexadecimal == segment.sha256 { found.append(cursor.index) }
    return true
  }
}
