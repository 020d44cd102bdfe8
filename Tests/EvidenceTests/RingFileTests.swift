import Foundation
import Testing
import TestSupport

@testable import Evidence

struct RingFileTests {
  private let directory: ScratchDirectory
  private let path: String

  init() throws {
    directory = try ScratchDirectory()
    path = directory.file("ring")
  }

  @Test func `Memory that is given back is resident no longer, and keeps what was stored`() throws {
    let file = try RingFile.make(path, capacity: 1 << 20)
    let memory = UnsafeMutableRawBufferPointer(start: file.base, count: file.capacity)
    for index in memory.indices { memory[index] = UInt8(truncatingIfNeeded: index / 7) }
    #expect(try residentBytes() == 1 << 20)
    file.trim()
    #expect(try residentBytes() == 0)
    #expect(memory.indices.allSatisfy { memory[$0] == UInt8(truncatingIfNeeded: $0 / 7) })
    let content = try Data(contentsOf: URL(filePath: path))
    #expect(content.elementsEqual(memory))
  }

  /// How much of the file the process has in its own memory now.
  private func residentBytes() throws -> Int {
    // To its end, piece by piece: the kernel tells no size of it.
    let content = try #require(try FileHandle(forReadingFrom: URL(filePath: "/proc/self/smaps")).readToEnd())
    let maps = String(decoding: content, as: UTF8.self).split(separator: "\n")
    let start = try #require(maps.firstIndex { $0.hasSuffix(path) })
    let line = try #require(maps[start...].first { $0.hasPrefix("Rss:") })
    let kibibytes = try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    return kibibytes << 10
  }
}
