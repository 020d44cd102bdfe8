import CDecklog
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Collector

@Suite("A log file in the system's cache")
struct LogFileCacheTests {
  private static let content = Array((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

  private static func withFile(_ suffix: String, _ body: (String) throws -> Void) throws {
    let directory = try ScratchDirectory()
    defer { directory.remove() }
    try body(try directory.write(content, to: "c0-json.log" + suffix))
  }

  @Test(
    arguments: [0, 1, 4096, 65_535, 65_536, 99_999, 100_000, 100_001],
    [1, 4096, 65_536, 200_000]
  )
  func `Is read as it is read from the disk, to its end and not beyond`(offset: Int, capacity: Int) throws {
    try Self.withFile("") { path in
      let file = try LogFile(path)
      let (cached, read) = (Self.memory(capacity), Self.memory(capacity))
      defer {
        cached.deallocate()
        read.deallocate()
      }
      let count = file.read(at: offset, into: read)
      // A file system may be unable to tell, but must not be wrong.
      guard let found = file.readCached(at: offset, into: cached) else {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let answer = decklog_read_cached(descriptor, cached.baseAddress, 1, 0)
        #expect(answer == -Int(EOPNOTSUPP), "it was written a moment ago, and is in the cache")
        return
      }
      #expect(found == count)
      #expect(cached[..<found].elementsEqual(read[..<count]))
      #expect(found == max(0, min(capacity, Self.content.count - offset)))
    }
  }

  @Test func `Is left to a thread that may wait where it has to be decompressed`() throws {
    try Self.withFile(".gz") { path in
      let memory = Self.memory(10)
      defer { memory.deallocate() }
      let file = try LogFile(path)
      #expect(file.readCached(at: 0, into: memory) == nil)
    }
  }

  private static func memory(_ count: Int) -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: count, alignment: 1)
  }
}
