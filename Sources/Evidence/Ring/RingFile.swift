import CDecklog
internal import Files
import Glibc

/// A file of fixed size mapped into memory and shared with the page cache: what is stored outlives the process.
final class RingFile {
  let capacity: Int
  let base: UnsafeMutableRawPointer
  private let path: String

  /// Creates a ring file and allocates all of it, so that a full disk shows here and not when the memory is used.
  static func make(_ path: String, capacity: Int) throws(EvidenceError) -> RingFile {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw EvidenceError("create", path, code: errno) }
    defer { close(descriptor) }
    let code = posix_fallocate(descriptor, 0, off_t(capacity))
    if code != 0 {
      unlink(path)
      throw EvidenceError("create", path, code: code)
    }
    return try RingFile(descriptor, path, capacity)
  }

  /// Opens an existing ring file; `nil` if there is none, or it is too short for any slot.
  static func open(_ path: String) throws(EvidenceError) -> RingFile? {
    let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw EvidenceError("open", path, code: errno) }
    defer { close(descriptor) }
    guard let status = FileStatus(of: descriptor) else { throw EvidenceError("inspect", path, code: errno) }
    let size = status.size / Slot.alignment * Slot.alignment
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

  /// Removes its pages from resident memory; they stay in the page cache and on disk (madvise(2), MADV_DONTNEED).
  func trim() { madvise(base, capacity, MADV_DONTNEED) }

  func synchronize(_ range: Range<Int>) throws(EvidenceError) {
    let page = Int(getpagesize())
    let start = range.lowerBound / page * page
    guard msync(base + start, range.upperBound - start, MS_SYNC) == 0
    else { throw EvidenceError("sync", path, code: errno) }
  }
}

/// Words of a mapped file that are consistent even if the process is killed between any two stores.
struct RingWords {
  private let base: UnsafeMutablePointer<UInt64>

  init(_ address: UnsafeMutableRawPointer) {
    assert(Int(bitPattern: address).isMultiple(of: MemoryLayout<UInt64>.alignment), "words are aligned")
    base = address.assumingMemoryBound(to: UInt64.self)
  }

  /// Each store becomes visible after all earlier ones.
  subscript(index: Int) -> UInt64 {
    get { decklog_load_acquire(base + index) }
    nonmutating set { decklog_store_release(base + index, newValue) }
  }
}
