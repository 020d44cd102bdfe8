import Foundation

/// A pipe that is full until it is read.
struct FullPipe {
  let pipe = Pipe()
  let filled: Int

  init() {
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    var count = 0
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1023) + [UInt8(ascii: "\n")]
    while write(descriptor, line, line.count) == line.count { count += line.count }
    _ = fcntl(descriptor, F_SETFL, flags)
    filled = count
  }
}
