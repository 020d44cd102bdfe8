import Benchmark
import Foundation

/// The input of a module, with an LF at the end of each line.
struct Workload: Sendable {
  private let bytes: [UInt8]
  private let lines: [[UInt8]]

  /// The first lines of a file.
  init(_ path: String, _ count: Int) {
    guard let content = FileManager.default.contents(atPath: path) else {
      fatalError("\(path) can't be read")
    }
    let all = Array(content).split(
      separator: UInt8(ascii: "\n"),
      maxSplits: count,
      omittingEmptySubsequences: false
    )
    precondition(all.count > count, "\(path) has too few lines")
    self.init(lines: all.prefix(count).map { Array($0 + "\n".utf8) })
  }

  private init(lines: [[UInt8]]) {
    bytes = Array(lines.joined())
    self.lines = lines
  }

  /// The same lines as the engine's json-file driver keeps them.
  var asJSONFile: Workload {
    Workload(
      lines: lines.map { line in
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let text = try? encoder.encode(String(decoding: line, as: UTF8.self)) else {
          fatalError("no JSON")
        }
        let end = #","stream":"stdout","time":"2026-11-24T14:33:37.312027123Z"}"# + "\n"
        return Array(#"{"log":"#.utf8) + text + Array(end.utf8)
      }
    )
  }

  /// The same lines as the engine's API sends them.
  var asFrames: Workload {
    Workload(
      lines: lines.map { line in
        let content = Array("2026-11-24T14:33:37.312027123Z ".utf8) + line
        return [1, 0, 0, 0] + withUnsafeBytes(of: UInt32(content.count).bigEndian, Array.init) + content
      }
    )
  }

  /// Measures `body` relative to copying the bytes and counting their lines.
  func measure(_ benchmark: Benchmark, _ body: (UnsafeRawBufferPointer) -> Int) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    defer { copy.deallocate() }
    bytes.withUnsafeBytes { bytes in
      for _ in benchmark.scaledIterations {
        let reference = Self.shortest { Self.copyAndCount(bytes, to: copy) }
        let cost = Self.shortest { body(bytes) }
        benchmark.measurement(.cost, Int(100 * cost / reference))
      }
    }
  }

  private static func copyAndCount(_ bytes: UnsafeRawBufferPointer, to copy: UnsafeMutableRawBufferPointer)
    -> Int
  {
    copy.copyMemory(from: bytes)
    var count = 0
    var rest = UnsafeRawBufferPointer(copy)
    while let base = rest.baseAddress, let hit = memchr(base, Int32(UInt8(ascii: "\n")), rest.count) {
      count += 1
      rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(hit) - base + 1)...])
    }
    return count
  }

  /// How often each thing is done for one ratio.
  private static let runs = 100

  /// The least CPU time of some runs, in nanoseconds: what is longer was disturbed.
  private static func shortest(_ body: () -> Int) -> Double {
    var least = UInt64.max
    for _ in 0..<runs {
      let start = processorTime()
      blackHole(body())
      least = min(least, processorTime() - start)
    }
    return Double(max(least, 1))
  }

  private static func processorTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
