import Files
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Evidence

/// A bit has flipped in what a slot says of how far it has come: no checksum covers that, since it changes all the time.
struct FlippedBitTests {
  /// How far the last commit has come when the work ends.
  enum Moment: CaseIterable {
    case prepared, written, committed
  }

  /// Words of a progress that are counted with: phase, generation, start, lengths, pieces, truncation.
  private static let numbers: Set = [0, 4, 5, 6, 11, 12, 13, 32]
  /// Those and the others that say something: identity, tail, begin.
  private static let words = Array(0..<14) + [32, 33]

  private let directory: ScratchDirectory
  private let settings: JournalSettings

  init() throws {
    directory = try ScratchDirectory()
    var settings = JournalRig.settings(directory.path)
    settings.ringCapacity = 1 << 16
    self.settings = settings
  }

  @Test(arguments: Moment.allCases, [EvidenceTarget.log, .records])
  func `Each line is there, and all is gone on from`(moment: Moment, target: EvidenceTarget) throws {
    try work(until: moment)
    let ring = try #require(
      try Directories.names(in: settings.stateDirectory).first { $0.hasPrefix("ring-") }
    )
    let paths =
      [settings.logFile, settings.recordFile, settings.ledgerFile]
      + ["checkpoint.A", "checkpoint.B", ring].map { settings.stateDirectory + "/" + $0 }
    let before = try paths.map { ($0, try FileContent.bytes($0)) }
    let slot = try #require(Self.lastSlot(in: try FileContent.bytes(paths[5])))
    var damaged = 0
    for word in Self.words {
      for bit in stride(from: 0, to: 64, by: Self.numbers.contains(word) ? 1 : 16) {
        for (path, content) in before { try Self.put(content, into: path) }
        let offset = slot + 8 * (Slot.Word.progress + target.rawValue * SlotProgress.wordCount + word)
        try Self.flip(bit, at: offset, of: paths[5])
        var rig = try JournalRig(settings)
        damaged += rig.journal.takeDamages().filter { $0.kind == .place && $0.target == target }.count
        try rig.commit("line z\n", "record z\n", change: "z")
        try expectAll(word: word, bit: bit, path: settings.path(of: target), moment)
        // What it has made of it must be good the next time too.
        _ = consume rig
        _ = try JournalRig(settings)
      }
    }
    #expect(damaged > 100)
  }

  /// Commits, of which the last comes as far as it should.
  private func work(until moment: Moment) throws {
    var rig = try JournalRig(settings)
    for name in ["a", "b", "c"] { try rig.commit("line \(name)\n", "record \(name)\n", change: name) }
    let kill: FailpointPlan.Kill? =
      switch moment {
      case .prepared: .init(point: .prepared)
      case .written: .init(point: .written, target: .records)
      case .committed: nil
      }
    let plan = kill.map { FailpointPlan(kill: $0) }
    Failpoint.$plan.withValue(plan) { () -> Void in try? rig.commit("line d\n", "record d\n", change: "d") }
    #expect(plan?.isDead ?? true)
  }

  private func expectAll(word: Int, bit: Int, path: String, _ moment: Moment) throws {
    let lines = try FileContent.text(path).split(separator: "\n").map { $0.suffix(1) }
    // The last one may be there twice, where nobody can say that it is there at all; nothing else ever is.
    let isTwice = lines.filter { $0 == "d" }.count == 2 && moment == .written
    #expect(
      lines.joined() == (isTwice ? "abcddz" : "abcdz"),
      "bit \(bit) of word \(word), \(moment)"
    )
  }

  /// Where the newest slot stands in a ring.
  private static func lastSlot(in ring: [UInt8]) -> Int? {
    var last: (offset: Int, sequence: UInt64)?
    ring.withUnsafeBytes { bytes in
      func word(_ index: Int, _ offset: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: offset + 8 * index, as: UInt64.self)
      }
      for offset in stride(from: 0, to: bytes.count - Slot.headerLength, by: Slot.alignment)
      where word(Slot.Word.magic, offset) == Slot.magic
        && word(Slot.Word.sequence, offset) > last?.sequence ?? 0
      {
        last = (offset, word(Slot.Word.sequence, offset))
      }
    }
    return last?.offset
  }

  /// Gives a file that is there other content.
  private static func put(_ content: [UInt8], into path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(descriptor) }
    try #require(write(descriptor, content, content.count) == content.count)
  }

  private static func flip(_ bit: Int, at offset: Int, of path: String) throws {
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    var word: UInt64 = 0
    try #require(pread(descriptor, &word, 8, off_t(offset)) == 8)
    word ^= 1 << UInt64(bit)
    try #require(pwrite(descriptor, &word, 8, off_t(offset)) == 8)
  }
}
