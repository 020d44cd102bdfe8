import Glibc

/// A file of a fixed size in memory, shared with the system's cache: what is stored there outlives the process.
final class RingFile {
  /// The bytes that slots can have.
  let capacity: Int
  let base: UnsafeMutableRawPointer
  private let path: String

  /// Makes a ring file with room for all of it.
  ///
  /// - Throws: ``EvidenceError``; a full disk shows here and not when the memory is touched.
  static func make(_ path: String, capacity: Int) throws(EvidenceError) -> RingFile {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw EvidenceError("make", path, code: errno) }
    defer { close(descriptor) }
    let code = posix_fallocate(descriptor, 0, off_t(capacity))
    if code != 0 {
      unlink(path)
      throw EvidenceError("make", path, code: code)
    }
    return try RingFile(descriptor, path, capacity)
  }

  /// Opens the ring file that is there; `nil` where there is none that could hold anything.
  static func open(_ path: String) throws(EvidenceError) -> RingFile? {
    let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw EvidenceError("open", path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw EvidenceError("look at", path, code: errno) }
    let size = Int(status.st_size) / Slot.alignment * Slot.alignment
    return size < Slot.headerLength ? nil : try RingFile(descriptor, path, size)
  }

  private init(_ descriptor: Int32, _ path: String, _ capacity: Int) throws(EvidenceError) {
    let memory = mmap(nil, capacity, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let memory, memory != MAP_FAILED else { throw EvidenceError("map", path, code: errno) }
    base = memory
    self.capacity = capacity
    self.path = path
  }

  deinit { munmap(base, capacity) }

  /// Takes its pages out of the process' resident memory. What is stored stays, in the system's cache and on the disk
  /// (madvise(2): a shared mapping is filled from its file again).
  func trim() { madvise(base, capacity, MADV_DONTNEED) }

  /// Makes sure that a stretch of it survives a power cut.
  func synchronize(_ range: Range<Int>) throws(EvidenceError) {
    let page = Int(getpagesize())
    let start = range.lowerBound / page * page
    guard msync(base + start, range.upperBound - start, MS_SYNC) == 0 else {
      throw EvidenceError("sync", path, code: errno)
    }
  }
}
