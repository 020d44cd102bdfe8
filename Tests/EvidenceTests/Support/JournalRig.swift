import Foundation

@testable import Evidence

/// A journal and the state that goes with it: the numbers of the commits, in their order.
struct JournalRig: ~Copyable {
  /// Small, so that its space is used again and again.
  static let ringCapacity = 1 << 20

  var journal: Journal
  /// The changes of all commits so far.
  private(set) var state: [UInt8]

  /// Opens a journal; recovers what there is.
  init(_ settings: JournalSettings, startsAnew: Bool = false) throws(EvidenceError) {
    var journal = try Journal.open(settings, startsAnew: startsAnew)
    let state = journal.recovered.state + journal.recovered.changes.flatMap { $0 }
    try journal.checkpoint(state, isDurable: true)
    self.journal = journal
    self.state = state
  }

  static func settings(_ directory: String) -> JournalSettings {
    var settings = JournalSettings(
      logFile: directory + "/decoy.log",
      recordFile: directory + "/decoy.json",
      stateDirectory: directory + "/state"
    )
    settings.ringCapacity = ringCapacity
    return settings
  }

  /// Makes room in the ring where there is little.
  mutating func makeRoom() throws(EvidenceError) {
    guard journal.wantsCheckpoint || journal.wantsLedgerEntry else { return }
    try appendLedgerEntry()
    try journal.checkpoint(state, isDurable: false)
  }

  /// Commits an entry of the ledger.
  mutating func appendLedgerEntry() throws(EvidenceError) {
    let segments = journal.takeSegments()
    var unit = CommitUnit()
    unit.ledger = Array(
      "\(segments.map { "\($0.target) \($0.generation) \($0.ranges) \($0.digest)" })\n".utf8
    )
    unit.change = [UInt8(ascii: "L")]
    try journal.prepare(ledgerEntry: unit)
    state += unit.change
    try journal.deliver()
  }

  /// Accepts a commit of one line in each file.
  ///
  /// - Throws: where it is not accepted.
  mutating func accept(_ log: String, _ records: String = "", change: String = "") throws(EvidenceError) {
    try makeRoom()
    try journal.prepare(Self.unit(log, records, change: change))
    state += change.utf8
  }

  /// Commits one line in each file.
  mutating func commit(_ log: String, _ records: String = "", change: String = "") throws(EvidenceError) {
    try accept(log, records, change: change)
    try journal.deliver()
  }

  static func unit(_ log: String, _ records: String = "", change: String = "") -> CommitUnit {
    var unit = CommitUnit()
    if !log.isEmpty { unit.log = [Array(log.utf8)] }
    if !records.isEmpty { unit.records = [Array(records.utf8)] }
    unit.change = Array(change.utf8)
    return unit
  }
}
