/// Names that can be looked up by bytes that stand anywhere, without a copy of them.
struct NameSet: Sendable {
  /// The names by a hash of theirs. Who may choose what is looked up can't choose what is in here.
  private var buckets: [UInt64: [[UInt8]]] = [:]

  init(_ names: some Sequence<String>) {
    for name in names { insert(name) }
  }

  /// - Returns: whether it is new.
  @discardableResult
  mutating func insert(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    let hash = bytes.withUnsafeBytes(Self.hash)
    guard buckets[hash]?.contains(bytes) != true else { return false }
    buckets[hash, default: []].append(bytes)
    return true
  }

  func contains(_ name: UnsafeRawBufferPointer) -> Bool {
    guard let bucket = buckets[Self.hash(name)] else { return false }
    return bucket.contains { $0.elementsEqual(name) }
  }

  /// FNV-1a.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
