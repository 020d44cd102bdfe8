internal import Basics
package import Files

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
  /// Digests of the content's beginnings, as far as they are before the place (``ContentHead``); only for files of others.
  package var head: [UInt64]?

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
  package static func beginning(after moment: Int64) -> RotatedFilePosition {
    RotatedFilePosition(written: moment)
  }

  package var identity: FileIdentity { FileIdentity(device: device, inode: inode, birth: birth) }
}

extension RotatedFilePosition {
  private static let version: UInt8 = 1

  /// A compact coding: at most 140 bytes. It leaves out ``recent`` and ``repeated``.
  package var bytes: [UInt8] {
    var bytes = [Self.version]
    func append(_ number: some FixedWidthInteger) { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
    for number in [device, inode, UInt64(bitPattern: birth), UInt64(bitPattern: written)] { append(number) }
    append(Int64(offset))
    let digits = Array(fingerprint.utf8)
    let words = stride(from: 0, to: digits.count, by: 16).compactMap {
      HexText.number(digits[$0...].prefix(16))
    }
    append(UInt8(clamping: words.count))
    for word in words { append(word) }
    let head = head ?? []
    append(UInt8(clamping: head.count))
    for digest in head { append(digest) }
    return bytes
  }

  /// Decodes ``bytes``; `nil` if they aren't complete and valid.
  package init?(bytes: some Collection<UInt8>) {
    var rest = bytes[...]
    func number<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
      let size = MemoryLayout<Number>.size
      guard rest.count >= size else { return nil }
      defer { rest = rest.dropFirst(size) }
      return rest.prefix(size).reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }
    guard number(UInt8.self) == Self.version, let device = number(UInt64.self),
      let inode = number(UInt64.self), let birth = number(Int64.self), let written = number(Int64.self),
      let offset = number(Int64.self), offset >= 0, let count = number(UInt8.self), count == 0 || count == 4,
      rest.count > 8 * Int(count)
    else { return nil }
    let words = (0..<count).compactMap { _ in number(UInt64.self) }
    guard let digests = number(UInt8.self), digests <= ContentHead.lengths.count,
      rest.count == 8 * Int(digests)
    else { return nil }
    let head = (0..<digests).compactMap { _ in number(UInt64.self) }
    self.init(
      device: device,
      inode: inode,
      birth: birth,
      offset: Int(offset),
      fingerprint: words.map(HexText.string).joined(),
      written: written,
      head: head.isEmpty ? nil : head
    )
  }
}

/// Digests of a content's first bytes, which tell whether a file is a copy of it that ends earlier.
enum ContentHead {
  /// How many bytes each digest is of. The last is the most that count.
  static let lengths = [16, 32, 64, 128, 256, 512, 1024, 4096]

  static func digest(of bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.withUnsafeBytes { LineDigests.digest($0) }
  }

  /// The digests of all lengths up to that of `bytes`.
  static func digests(of bytes: [UInt8]) -> [UInt64] {
    lengths.filter { $0 <= bytes.count }.map { digest(of: bytes[..<$0]) }
  }
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
  /// Whether the content begins as the one that digests were made of, as far as both go; at least 16 bytes.
  ///
  /// - Parameter length: how much of the content counts.
  func begins(with head: [UInt64], upTo length: Int = .max) -> Bool {
    guard let (count, digest) = Array(zip(ContentHead.lengths, head)).last(where: { $0.0 <= length })
    else { return false }
    let bytes = read(count, at: 0)
    return bytes.count == count && ContentHead.digest(of: bytes[...]) == digest
  }

  /// Whether what the fingerprint was made of is right before an offset.
  func matches(_ fingerprint: String, at offset: Int) -> Bool {
    guard offset > 0, isCompressed || size >= offset else { return false }
    let bytes = bytes(Fingerprint.length, before: offset)
    return bytes.count == min(offset, Fingerprint.length) && Fingerprint.make(bytes) == fingerprint
  }
}
