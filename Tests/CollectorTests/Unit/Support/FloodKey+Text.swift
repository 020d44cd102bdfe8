@testable import DecoyEvents

extension FloodKey {
  /// The key of five parts, or of as many as there are.
  static func of(_ parts: String...) -> FloodKey {
    var all: [UInt8] = []
    let ranges = parts.map { part in
      let start = all.count
      all += part.utf8
      return start..<all.count
    }
    return all.withUnsafeBytes { bytes in
      let slices = (0..<5).map { index in
        UnsafeRawBufferPointer(rebasing: bytes[index < ranges.count ? ranges[index] : 0..<0])
      }
      return FloodKey(slices[0], slices[1], slices[2], slices[3], slices[4])
    }
  }
}
