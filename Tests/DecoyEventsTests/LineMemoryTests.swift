import Foundation
import Glibc
import Testing

@testable import DecoyEvents

@Suite("Memory of long lines")
struct LineMemoryTests {
  private static let mebibyte = 1 << 20

  @Test func `An endless line takes no more memory than the longest line may`() throws {
    var assembler = LineAssembler(maximumLength: Self.mebibyte)
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: Self.mebibyte)
    let before = try Self.used
    for _ in 0..<512 {
      piece.withUnsafeBytes { assembler.append($0) { _ in Issue.record("a line without an LF ended") } }
    }
    // Far more than the line's own, since tests beside this one take memory too, and far less than 512 MiB.
    #expect(try Self.used - before < 128 * Self.mebibyte)
    var length = 0
    assembler.finish { length = $0.length }
    #expect(length == 512 * Self.mebibyte)
  }

  @Test func `When a long line has ended, its memory is given back`() throws {
    var assembler = LineAssembler(maximumLength: 128 * Self.mebibyte)
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: Self.mebibyte)
    let before = try Self.used
    for _ in 0..<128 {
      piece.withUnsafeBytes { assembler.append($0) { _ in Issue.record("a line without an LF ended") } }
    }
    [UInt8(ascii: "\n")].withUnsafeBytes {
      assembler.append($0) { #expect($0.bytes.count == 128 * Self.mebibyte) }
    }
    #expect(try Self.used - before < 64 * Self.mebibyte)
    #expect(!assembler.hasOpenLine)
  }

  @Test func `A line with very many fields leaves no memory behind`() {
    let line = Array(
      ("<1>1 - h a - m [relay@55555" + (0..<100_000).map { " a\($0)=\"1\"" }.joined() + "]").utf8
    )
    var reader = EventReader()
    let isEvent = line.withUnsafeBytes { reader.read($0) }
    #expect(isEvent)
    #expect(reader.event.fields.count == 100_000)
    reader.releaseExcess()
    #expect(reader.event.fields.capacity == 0)
  }

  /// How much memory the process has, in bytes.
  private static var used: Int {
    get throws {
      let statm = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      let pages = try #require(statm.split(separator: " ").dropFirst().first.flatMap { Int($0) })
      return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
  }
}
