import Basics
import CDecklog
import Files
import Foundation
import Testing
import TestSupport

@testable import Evidence

/// Numbers in our own files that no collector writes: somebody else has, or a disk.
struct ExtremeNumberTests {
  private let directory: ScratchDirectory
  private let settings: JournalSettings

  init() throws {
    directory = try ScratchDirectory()
    settings = JournalRig.settings(directory.path)
  }

  // MARK: - The ledger

  private static let numbers = ["-1", "-9223372036854775808", "9223372036854775807", "1152921504606846976"]

  /// Each number of an entry, and what stands around it.
  private static let places = [
    #""sequence":2"#, #""counts":{"lines":2"#, #""counts":{"lines":1"#, #""generation":3"#, #""lines":5"#,
    #""ranges":[[0"#, #""ranges":[[0,40"#, #""kept":6"#, #""count":7"#,
  ]

  @Test(arguments: places, numbers)
  func `An entry with an impossible number is none`(place: String, number: String) throws {
    let good = Self.entry(sequence: 1)
    let bad = Self.entry(sequence: 2)
    #expect(bad.contains(place))
    let digits = place.reversed().prefix { $0.isNumber }.count
    let damaged = bad.replacingOccurrences(of: place, with: place.dropLast(digits) + number)
    try FileContent.make(settings.ledgerFile, good + "\n" + damaged + "\n")
    #expect(try Audit.run(settings).entries == 1)
    try FileContent.make(settings.ledgerFile, good + "\n" + bad + "\n")
    #expect(try Audit.run(settings).entries == 2)
  }

  private static func entry(sequence: Int) -> String {
    #"{"containers":{"c0ffee":{"counts":{"lines":1},"name":"omega"}},"counts":{"lines":2},"#
      + #""damages":[{"count":7,"kind":"torn","target":"log"}],"#
      + #""files":[{"generation":3,"inode":4,"lines":5,"ranges":[[0,40]],"sha256":"","target":"log"}],"#
      + #""gaps":[],"kind":"interval","previous":"","sequence":\#(sequence),"time":"then","#
      + #""truncations":[{"generation":3,"kept":6,"target":"log"}],"version":1}"#
  }

  // MARK: - Checkpoints

  @Test(arguments: 0..<8, [UInt64.max, 1 << 63, 1 << 60, 1 << 56])
  func `A checkpoint with an impossible number is damaged`(word: Int, number: UInt64) throws {
    var rig = try JournalRig(settings)
    try rig.commit("line\n", change: "a")
    try rig.journal.checkpoint(rig.state, isDurable: true)
    let path = settings.stateDirectory + "/checkpoint.A"
    var bytes = try FileContent.bytes(path)
    // Behind magic number, version, checksum and length.
    withUnsafeBytes(of: number.bigEndian) { bytes.replaceSubrange(24 + 8 * word..<32 + 8 * word, with: $0) }
    let checksum = bytes[24...].withUnsafeBytes { decklog_crc32c(0, $0.baseAddress, $0.count) }
    withUnsafeBytes(of: checksum.bigEndian) { bytes.replaceSubrange(12..<16, with: $0) }
    switch Checkpoint.decode(bytes) {
    case .damaged(let reason): #expect(reason == "can't be decoded")
    // The ring's name, and where the last commit stands, may be any number.
    case .valid: #expect(word == 1 || word == 5)
    case .missing, .later: Issue.record("neither damaged nor valid")
    }
  }

  @Test func `A place that the ring does not have is a ring that is too short`() throws {
    do {
      var rig = try JournalRig(settings)
      for name in ["a", "b", "c"] { try rig.commit("line \(name)\n", change: name) }
      try rig.journal.checkpoint(rig.state, isDurable: true)
    }
    let ring = try #require(
      try Directories.names(in: settings.stateDirectory).first { $0.hasPrefix("ring-") }
    )
    try FileContent.truncate(settings.stateDirectory + "/" + ring, to: Slot.headerLength)
    let error = #expect(throws: EvidenceError.self) { _ = try JournalRig(settings) }
    #expect(error?.code == .damagedState)
    #expect(error?.message.contains("missing or too short") == true)
  }
}
