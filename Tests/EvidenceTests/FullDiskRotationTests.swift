import Testing

@testable import Evidence

/// Rotations while a disk is full, which is when people rotate.
@Suite(.enabled(if: SmallDisk.isWanted, "needs root, to mount a small disk"))
struct FullDiskRotationTests {
  private let disk: SmallDisk
  private let path: String
  private let short = (0..<8).map { "\($0) " + String(repeating: "x", count: 1997) + "\n" }

  init() throws {
    disk = try SmallDisk()
    path = disk.file("decoy.log")
  }

  @Test func `A line that was begun is completed in the file in which it was begun`() throws {
    let file = try Appender(path)
    try writeShort(to: file)
    try FileContent.rename(path, to: path + ".1")
    try disk.give(1)
    try? file.prepare()
    try disk.clear()
    try file.append("new\n")
    let rotated = try FileContent.text(path + ".1")
    let text = try FileContent.text(path)
    #expect(rotated == short.joined())
    #expect(text == "new\n")
  }

  @Test func `A renamed file is completed if there is space at once`() throws {
    let file = try Appender(path)
    try writeShort(to: file)
    try FileContent.rename(path, to: path + ".1")
    try disk.clear()
    try file.append("new\n")
    #expect(try FileContent.text(path + ".1") == short.joined())
    #expect(try FileContent.text(path) == "new\n")
  }

  @Test func `Lines that were not written yet don't go into a deleted file`() throws {
    let file = try Appender(path)
    try writeShort(to: file)
    let written = try FileContent.text(path).split(separator: "\n").filter { $0.count == 1999 }.count
    try FileContent.remove(path)
    try disk.clear()
    try file.append("new\n")
    let expected = short.dropFirst(written).joined() + "new\n"
    let text = try FileContent.text(path)
    #expect(text == expected)
  }

  @Test func `A truncated file does not begin with half a line`() throws {
    let file = try Appender(path)
    try writeShort(to: file)
    try FileContent.truncate(path)
    try disk.clear()
    try file.append("new\n")
    let lines = try FileContent.text(path).split(separator: "\n").map { String($0) + "\n" }
    #expect(lines.allSatisfy { short.contains($0) || $0 == "new\n" })
  }

  @Test func `Truncated lines are written again when there is space`() throws {
    let file = try Appender(path)
    try file.append("old\n")
    try FileContent.make(path + ".1", "old\n")
    try file.append(short.joined())
    try FileContent.truncate(path)
    try disk.fill()
    #expect(throws: EvidenceError.self) { try file.prepare() }
    try disk.clear()
    try file.append("new\n")
    let text = try FileContent.text(path)
    #expect(text == short.joined() + "new\n")
    #expect(file.unexplainedTruncations == 0)
  }

  /// Appends lines for which there is room in part, without a look before.
  private func writeShort(to file: Appender) throws {
    try disk.fill(leaving: 1)
    try file.appendUnprepared(short.joined(), reserves: false)
    #expect(try FileContent.size(path) == SmallDisk.blockSize)
  }
}
