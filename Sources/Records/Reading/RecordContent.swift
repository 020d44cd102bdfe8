internal import Basics
internal import CDecklog
internal import Evidence
internal import Glibc

/// The content of a record file, or of one that a rotation made of it: compressed or not, open as long as this value
/// lives.
struct RecordContent: ~Copyable, Sendable {
  /// -1 where nothing is open.
  private let descriptor: Int32
  let identity: FileIdentity
  /// Reads a compressed file; `nil` for one that is not.
  private var compressed: FileContentReader?
  /// Where `compressed` is.
  private var compressedOffset = 0

  /// Nothing.
  init() {
    self.init(-1, FileIdentity(device: 0, inode: 0, birth: 0), nil)
  }

  private init(_ descriptor: Int32, _ identity: FileIdentity, _ compressed: consuming FileContentReader?) {
    self.descriptor = descriptor
    self.identity = identity
    self.compressed = compressed
  }

  /// Opens a file; `nil` for one that is no longer there, or not the same.
  static func open(_ file: RotatedFile) -> RecordContent? {
    let descriptor = Glibc.open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      return nil
    }
    let identity = FileIdentity(status, descriptor: descriptor)
    guard identity == file.key else {
      close(descriptor)
      return nil
    }
    guard file.isCompressed else { return RecordContent(descriptor, identity, nil) }
    // zlib closes what it is given.
    let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    let content = RecordContent(
      descriptor,
      identity,
      duplicate < 0 ? nil : FileContentReader(descriptor: duplicate)
    )
    guard content.isCompressed else { return nil }
    return content
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  var isOpen: Bool { descriptor >= 0 }
  var isCompressed: Bool { compressed != nil }

  /// Its size, compressed where it is, and when it was last written to in nanoseconds since 1970.
  var status: (size: Int, modified: Int64) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return (0, 0) }
    return (Int(status.st_size), status.st_mtim.nanosecondsSince1970)
  }

  /// Whether a name leads to it.
  func isNamed(_ path: String) -> Bool { identity.isOpenFile(named: path) }

  /// Whether nothing that was read is damaged.
  var isWhole: Bool {
    switch compressed {
    case .some(let reader): reader.isWhole
    case nil: true
    }
  }

  /// Has the disk keep all that is in it. What a disk refuses nobody can make sure of.
  ///
  /// - Parameter synchronize: does so for a descriptor (fdatasync(2)).
  func synchronize(_ synchronize: (Int32) -> Void) { if isOpen { synchronize(descriptor) } }

  /// Up to `count` bytes from an offset of the content on; fewer only at its end.
  mutating func read(_ count: Int, at offset: Int) -> [UInt8] {
    guard count > 0, offset >= 0 else { return [] }
    guard isCompressed else { return FileBytes.read(descriptor, at: offset, count: count) }
    if compressedOffset != offset {
      guard compressed?.skip(to: offset) == true else { return [] }
      compressedOffset = offset
    }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = compressed?.read(into: UnsafeMutableRawBufferPointer(buffer)) ?? 0
    }
    compressedOffset += bytes.count
    return bytes
  }

  /// The last bytes, and where they end; of a compressed file all is read.
  ///
  /// - Parameter size: its size, for one that is not compressed.
  mutating func tail(_ count: Int, size: Int) -> (bytes: [UInt8], end: Int) {
    guard isCompressed else {
      let count = min(size, count)
      return (read(count, at: size - count), size)
    }
    var tail: [UInt8] = []
    var end = 0
    while true {
      let bytes = read(RecordFileReader.batchSize, at: end)
      guard !bytes.isEmpty else { return (tail, end) }
      end += bytes.count
      tail = (tail + bytes).suffix(count)
    }
  }

  /// The bytes that a fingerprint at an offset is made of; fewer than that where the content does not reach so far.
  mutating func bytes(before offset: Int) -> [UInt8] {
    let count = min(offset, Fingerprint.length)
    return read(count, at: offset - count)
  }

  /// Whether it has, before an offset, what the fingerprint is of.
  mutating func matches(_ fingerprint: String, at offset: Int) -> Bool {
    guard offset > 0 else { return false }
    if !isCompressed, status.size < offset { return false }
    let bytes = bytes(before: offset)
    return bytes.count == min(offset, Fingerprint.length) && Fingerprint.make(bytes) == fingerprint
  }

  /// Whether `bytes` stand right before an offset; only of a file that is not compressed.
  func has(_ bytes: [UInt8], before offset: Int) -> Bool {
    FileBytes.match(descriptor, at: offset - bytes.count, bytes)
  }
}
