import CDecklog

/// Words of a mapped file that are good to read after the process was killed between any two stores.
struct RingWords {
  private let base: UnsafeMutablePointer<UInt64>

  init(_ address: UnsafeMutableRawPointer) {
    base = address.assumingMemoryBound(to: UInt64.self)
  }

  /// Each store comes after all that the program has stored before.
  subscript(index: Int) -> UInt64 {
    get { decklog_load_acquire(base + index) }
    nonmutating set { decklog_store_release(base + index, newValue) }
  }
}
