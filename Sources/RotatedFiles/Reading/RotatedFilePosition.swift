internal import Basics
internal import Files

/// A place between two lines of a record file, which is found again after a rename, compression or truncation.
package struct RotatedFilePosition: Sendable, Hashable, Codable {
  package var device: UInt64 = 0
  /// Its inode; 0 if there was no file yet.
  package var inode: UInt64 = 0
  /// When the file was created, in nanoseconds since 1970; 0 if the file system doesn't record it.
  package var birth: Int64 = 0
  /// How many bytes of the uncompressed content are before the place.
  package var offset = 0
  /// SHA-256 of up to 4 KiB before the place, in hexadecimal.
  package var fingerprint = ""
  /// When the file was last written to, in nanoseconds since 1970; for the place before all content, since when.
  package var written: Int64
  /// Digests of this file's lines before the place, oldest first: they may be written again after a truncation.
  package var recent = LineDigests()
  /// Lines that were delivered from an earlier file and may be in this one again.
  package var repeated = RewrittenLines()

  /// Adds lines that are recognized if the collector writes them again: an encoded position keeps only the last few.
  ///
  /// - Parameter previous: calls its argument with each delivered line, without its LF, from the last one back, until
  ///   that returns `false`.
  /// - Throws: what `previous` throws; nothing has changed.
  package mutating func recall(_ previous: ((UnsafeRawBufferPointer) -> Bool) throws -> Void) rethrows {
    var digests: [UInt64] = []
    var room = max(0, offset)
    try previous { line in
      room -= line.count + 1
      // Some are in an earlier file, and it isn't known which.
      if room < 0 { digests = [] } else { digests.append(LineDigests.digest(unended: line)) }
      return room > 0 && digests.count < LineDigests.limit
    }
    recent.prepend(digests.reversed())
  }

  /// The place before everything that is written after a moment.
  static func beginning(after moment: Int64) -> RotatedFilePosition { RotatedFilePosition(written: moment) }

  var identity: FileIdentity { FileIdentity(device: device, inode: inode, birth: birth) }
}

/// A digest of the last bytes before an offset, which tells whether two files have the same content there.
enum Fingerprint {
  /// The most bytes before the offset that count.
  static let length = 4096

  /// The fingerprint of bytes; empty for none.
  static func make(_ bytes: some Collection<UInt8>) -> String {
    bytes.isEmpty ? "" : SHA256.hash(bytes).hexadecimal
  }
}

extension RotatedContent {
  /// Whether what the fingerprint was made of is right before an offset.
  func matches(_ fingerprint: String, at offset: Int) -> Bool {
    guard offset > 0, isCompressed || size >= offset else { return false }
    let bytes = bytes(Fingerprint.length, before: offset)
    return bytes.count == min(offset, Fingerprint.length) && Fingerprint.make(bytes) == fingerprint
  }
}
