/// Memory that lives as long as this does, as the ring's does.
final class TestMemory {
  private var buffers: [UnsafeMutableRawBufferPointer] = []

  deinit { for buffer in buffers { buffer.deallocate() } }

  /// A copy of the text's bytes.
  func add(_ text: String) -> UnsafeRawBufferPointer {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
    buffer.copyBytes(from: text.utf8)
    buffers.append(buffer)
    return UnsafeRawBufferPointer(buffer)
  }
}
