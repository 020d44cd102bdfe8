import TestSupport
@testable import Evidence

/// One of a journal's files as the collector uses it: it looks before each append.
final class Appender {
  private var rig: JournalRig
  /// Where the rest of the journal is.
  private let elsewhere: ScratchDirectory

  init(_ path: String, recentLimit: Int = 1 << 18) throws {
    elsewhere = try ScratchDirectory()
    var settings = JournalSettings(
      logFile: path,
      recordFile: elsewhere.file("decoy.json"),
      stateDirectory: elsewhere.file("state")
    )
    settings.ledgerFile = elsewhere.file("ledger")
    settings.ringCapacity = JournalRig.ringCapacity
    settings.recentLimit = recentLimit
    rig = try JournalRig(settings)
  }

  var reopenings: Int { rig.journal.files[0].reopenings }
  var truncations: Int { rig.journal.files[0].truncations }
  var unexplainedTruncations: Int { rig.journal.files[0].unexplainedTruncations }

  func prepare(_ length: Int = 0) throws(EvidenceError) {
    try rig.makeRoom()
    try rig.journal.settle()
    if length > 0 { try rig.journal.files[0].reserve(length) }
  }

  /// Gives the ring's memory back.
  func trim() {
    // What was written before the first call counts as much.
    for _ in 0..<2 { rig.journal.trim() }
  }

  func reopen() throws(EvidenceError) { try rig.journal.reopen() }

  func synchronize() throws(EvidenceError) { try rig.journal.checkpoint([], isDurable: true) }

  /// Appends without a look at the file before.
  ///
  /// - Parameter reserves: whether room is made sure of.
  func appendUnprepared(_ text: String, reserves: Bool = true) throws(EvidenceError) {
    try rig.journal.deliver()
    guard !text.isEmpty else { return }
    try rig.journal.accept(JournalRig.unit(text), reserves: reserves)
    do { try rig.journal.deliver() } catch { if !rig.journal.isInFlight { throw error } }
  }

  /// - Parameter meanwhile: what others do after the look and before the append.
  func append(_ text: String, meanwhile: () throws -> Void = {}) throws {
    try prepare(text.utf8.count)
    try meanwhile()
    try appendUnprepared(text, reserves: false)
  }
}
