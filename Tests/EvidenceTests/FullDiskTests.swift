import Basics
import Testing
import TestSupport

@testable import Evidence

@Suite(.enabled(if: SmallDisk.isWanted, "needs root, to mount a small disk"))
struct FullDiskTests {
  private let disk: SmallDisk
  private let path: String

  init() throws {
    disk = try SmallDisk()
    path = disk.file("decoy.log")
  }

  @Test func `A full disk is found before anything is written`() throws {
    let file = try Appender(path)
    try file.append("one\n")
    try disk.fill()
    for _ in 0..<3 {
      let error = #expect(throws: EvidenceError.self) { try file.prepare(20_000) }
      #expect(error?.code == .noSpace)
      #expect(error?.message == "cannot write \(path): No space left on device")
    }
    #expect(try FileContent.text(path) == "one\n")
    try disk.clear()
    let long = String(repeating: "x", count: 19_999) + "\n"
    try file.append(long)
    #expect(try FileContent.text(path) == "one\n" + long)
  }

  @Test func `Reserved space can't be taken by another writer`() throws {
    let file = try Appender(path)
    let long = String(repeating: "x", count: 29_999) + "\n"
    try file.append(long, meanwhile: { try disk.fill() })
    #expect(try FileContent.text(path) == long)
  }

  @Test func `Without any look before, nothing of the lines is in the file when an append throws`() throws {
    let file = try Appender(path)
    try disk.fill()
    let error = #expect(throws: EvidenceError.self) { try file.appendUnprepared("one\n") }
    #expect(error?.code == .noSpace)
    #expect(try FileContent.size(path) == 0)
    try disk.clear()
    try file.append("one\n")
    #expect(try FileContent.text(path) == "one\n")
  }

  @Test(arguments: UInt64(0)..<8)
  func `Nothing is torn or lost beside a writer that takes space and gives it back`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let file = try Appender(path)
    try disk.fill(leaving: 4)
    var expected = ""
    var refusals = 0
    for number in 0..<40 {
      let line = "\(number) " + String(repeating: "x", count: Int.random(in: 0..<6000, using: &random)) + "\n"
      var isAppended = false
      while !isAppended {
        do {
          try file.append(line, meanwhile: { disk.take() })
          isAppended = true
        } catch let error as EvidenceError {
          #expect(error.code == .noSpace)
          refusals += 1
          try disk.give(Int.random(in: 0...2, using: &random))
        }
        #expect(try FileContent.text(path) == expected + (isAppended ? line : ""))
      }
      expected += line
    }
    #expect(refusals > 0)
  }

  @Test func `A write that ends short is completed before anything else`() throws {
    let file = try Appender(path)
    let long = try writeShort(to: file)
    #expect(try FileContent.text(path) == String(long.prefix(SmallDisk.blockSize)))
    for _ in 0..<2 {
      let error = #expect(throws: EvidenceError.self) { try file.prepare() }
      #expect(error?.code == .noSpace)
      #expect(throws: EvidenceError.self) { try file.appendUnprepared("two\n") }
    }
    try disk.give(1)
    #expect(throws: EvidenceError.self) { try file.append("two\n") }
    try disk.clear()
    try file.append("two\n")
    #expect(try FileContent.text(path) == long + "two\n")
  }

  @Test func `A look throws until a write that ended short is completed`() throws {
    let file = try Appender(path)
    let long = try writeShort(to: file)
    try disk.give(1)
    #expect(throws: EvidenceError.self) { try file.prepare() }
    try disk.clear()
    try file.prepare()
    #expect(try FileContent.text(path) == long)
  }

  /// Writes a line for which there is room in part, without a look before.
  private func writeShort(to file: Appender) throws -> String {
    let long = String(repeating: "x", count: 3 * SmallDisk.blockSize - 1) + "\n"
    try disk.fill(leaving: 1)
    try file.appendUnprepared(long, reserves: false)
    return long
  }
}
