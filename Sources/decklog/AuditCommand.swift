import ArgumentParser
import Evidence
import Foundation

/// `decklog audit`: whether the record is whole.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Holds the ledger against the raw log and the records.",
    discussion: """
      Reads the ledger, the two files, and all that they have been rotated to, compressed with gzip or not. Ends \
      with status 0 if the record is whole, 1 if the ledger says what is missing, 2 if something can't be explained. \
      A collector that is running has told the ledger of what is a minute old.
      """
  )

  @Option(
    name: [.customShort("f"), .long],
    help: "The raw log. [DECNET_INGEST_LOG_FILE; /var/log/decnet/decnet.log]"
  )
  var logFile: String?

  func run() throws {
    let environment = ProcessInfo.processInfo.environment["DECNET_INGEST_LOG_FILE"] ?? ""
    let path = logFile ?? (environment.isEmpty ? SettingsReader.defaultLogFile : environment)
    guard let recordFile = JournalSettings.recordFile(for: path) else {
      StandardError.print(
        "--log-file \(path): the records go to the .json beside it, so it can't be one itself"
      )
      throw ExitCode(EX_CONFIG)
    }
    let report: AuditReport
    do {
      report = try Audit.run(JournalSettings(logFile: path, recordFile: recordFile))
    } catch {
      StandardError.print("\(error)")
      throw ExitCode(EX_NOINPUT)
    }
    show(report)
    if report.verdict != .whole { throw ExitCode(report.verdict.rawValue) }
  }

  private func show(_ report: AuditReport) {
    print("ledger: \(report.entries) entries")
    for (name, numbers) in [("log", report.log), ("records", report.records)] {
      print(
        "\(name): ours=\(numbers.ours) others=\(numbers.others) written_again=\(numbers.writtenAgain)"
          + " gone=\(numbers.gone)"
      )
    }
    for damage in report.damages {
      print("damage: \(damage.kind) of \(damage.target), \(damage.count) times")
    }
    for gap in report.gaps {
      print(
        "gap: \(gap.name) \(gap.stream) (\(gap.container.prefix(12))) after \(gap.after ?? "the beginning")"
          + " before \(gap.before ?? "the end"): \(gap.cause)"
      )
    }
    for problem in report.problems { print("unexplained: \(problem)") }
    switch report.verdict {
    case .whole: print("whole")
    case .gaps: print("whole but for what the ledger tells")
    case .unexplained: print("not whole")
    }
  }
}
