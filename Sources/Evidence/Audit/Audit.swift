internal import Files
internal import RotatedFiles

/// Verifies the raw log and the records against the ledger, wherever they have been rotated to.
package enum Audit {
  /// How often everything is read if something is missing and the files were rotated meanwhile.
  private static let attempts = 3

  /// Reads everything, writes nothing.
  ///
  /// - Parameters:
  ///   - remembered: what the state directory says about the ledger, read before; `nil` if there is none.
  ///   - noteRead: receives the length of each part that is read, in bytes; some parts are read twice.
  /// - Throws: ``EvidenceError`` if there is no ledger, or a file can't be read.
  package static func run(
    _ settings: JournalSettings,
    remembered: RememberedLedger? = nil,
    noteRead: @escaping (Int) -> Void = { _ in }
  ) throws(EvidenceError) -> AuditReport {
    for _ in 1..<attempts {
      let before = places(settings)
      let report = try look(settings, remembered, noteRead)
      if report.problems.isEmpty || places(settings) == before { return report }
    }
    return try look(settings, remembered, noteRead)
  }

  private static func look(
    _ settings: JournalSettings,
    _ remembered: RememberedLedger?,
    _ noteRead: @escaping (Int) -> Void
  ) throws(EvidenceError) -> AuditReport {
    // The ledger first: what it reports is in the files already.
    var ledger = try AuditedLedger(settings, noteRead: noteRead)
    if let remembered { ledger.compare(remembered) }
    var report = AuditReport(ledger)
    for target in [EvidenceTarget.log, .records] {
      let path = settings.path(of: target)
      let files = try AuditedFile.all(of: path, excluded: settings.strangers(to: path))
      var audit = TargetAudit(target, path, files, ledger.entries, noteRead: noteRead)
      try audit.run(newest: remembered?.generations[target])
      report.add(audit, target)
    }
    report.compareCounts(ledger)
    return report
  }

  /// The inode at each path: every rotation changes these.
  private static func places(_ settings: JournalSettings) -> [String: UInt64] {
    var places: [String: UInt64] = [:]
    for path in settings.outputs {
      for name in [path] + SiblingFiles.paths(of: path, excluded: []) {
        places[name] = FileStatus(of: name, followsLink: false)?.inode
      }
    }
    return places
  }
}
