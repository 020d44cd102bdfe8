/// A place in a record file between two lines, and enough to find it again after the file was renamed, compressed, or
/// copied and truncated.
public struct RecordFilePosition: Sendable, Hashable, Codable {
  /// The device that the file is on.
  public var device: UInt64
  /// The file's number there; 0 where there was no file yet.
  public var inode: UInt64
  /// When the file was made, in nanoseconds since 1970; 0 where the file system does not say.
  public var birth: Int64
  /// How many bytes of the content, uncompressed, lie before the place.
  public var offset: Int
  /// SHA-256 of up to 4 KiB before the place, in hexadecimal digits.
  public var fingerprint: String
  /// When the file had last been written to, in nanoseconds since 1970; for the place before all content the moment
  /// when that was the place.
  public var written: Int64
  /// Digests of the lines before the place in this file, the last one last: what the collector may write again after a
  /// truncation.
  public var recent: LineDigests
  /// Lines that were delivered from a file before this one and may stand in this one again.
  public var repeated: RewrittenLines

  /// Adds lines to those that are recognized if the collector writes them again: a coded position keeps only the last few.
  ///
  /// - Parameter previous: calls its argument with each line that was delivered, without its LF, from the last one back,
  ///   until that returns `false`.
  /// - Throws: what `previous` throws; nothing has changed.
  package mutating func recall(
    _ previous: ((UnsafeRawBufferPointer) -> Bool) throws -> Void
  ) rethrows {
    var digests: [UInt64] = []
    var room = max(0, offset)
    try previous { line in
      room -= line.count + 1
      // Some stood in an earlier file, and which of them is not known.
      if room < 0 { digests = [] } else { digests.append(LineDigests.digest(unended: line)) }
      return room > 0 && digests.count < LineDigests.limit
    }
    recent.prepend(digests.reversed())
  }

  /// The place before all content of whatever is written after a moment.
  static func beginning(after moment: Int64) -> RecordFilePosition {
    RecordFilePosition(
      device: 0,
      inode: 0,
      birth: 0,
      offset: 0,
      fingerprint: "",
      written: moment,
      recent: LineDigests(),
      repeated: RewrittenLines()
    )
  }
}
