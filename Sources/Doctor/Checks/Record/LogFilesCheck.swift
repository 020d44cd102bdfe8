internal import Evidence

/// Whether raw log, records and ledger are regular files that can be written.
struct LogFilesCheck: Check {
  let name = "log-files"

  func probe(_ survey: Survey) async throws(Late) -> [PathProbe] {
    let journal = survey.journal
    return try await TimeLimit.blocking(journal.logFile) {
      [journal.logFile, journal.recordFile, journal.ledgerFile].map(PathProbe.init(lookingAt:))
    }
  }

  func judge(_ files: [PathProbe]) -> Finding? {
    let wrong = files.filter { $0.kind != .missing && $0.kind != .file }
    guard wrong.isEmpty else {
      return .problem(
        "not a regular file: \(NameList.paths(wrong.map(\.path)))",
        advice: "Move it away, or set --log-file to another place."
      )
    }
    let existing = files.filter { $0.kind == .file }
    let closed = existing.filter { $0.refusal != nil }
    if let first = closed.first {
      return .problem(
        "can't be written: \(NameList.paths(closed.map(\.path))): \(first.refusal ?? ""); \(first.owner)",
        advice:
          "`sudo chown USER \(closed.map { ShellWord.quoted($0.path) }.joined(separator: " "))` with the"
          + " collector's user; if it is the collector's already, run this as that user."
      )
    }
    let paths = existing.map(\.path).joined(separator: ", ")
    return .ok(paths.isEmpty ? "none exists yet" : "\(paths): regular, writable")
  }
}
