import ArgumentParser
import Evidence
import Glibc

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

  @OptionGroup
  var log: LogFileOptions

  func run() throws {
    let settings = try log.journal()
    let report: AuditReport
    do {
      // On the heap, because who reads the files keeps what it tells.
      let progress = SharedProgress("audit")
      report = try Audit.run(settings) { progress.advance(by: $0) }
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
