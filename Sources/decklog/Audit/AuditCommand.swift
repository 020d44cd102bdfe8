import ArgumentParser
import Basics
import Collector
import Daemon
import Evidence
import Glibc
import Terminal

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Verifies the raw log and the records against the ledger.",
    discussion: """
      Reads the ledger, both files and their rotated copies, compressed with gzip or not, and counts how many of the \
      lines in the ledger are there as they were written. Exits with 0 if no gap or unexplained truncation is \
      recorded, 1 if one is, and 2 if something can't be explained: a line or an entry that was changed, removed or \
      inserted, or a ledger that ends before what the state directory remembers. The ledger of a running collector \
      is up to a minute behind.
      """
  )

  @OptionGroup var log: LogFileOptions
  @Option(Settings.stateDirectory, "path", completion: .directory) var stateDir: String?

  func run() throws {
    var settings = try log.journal()
    settings.stateDirectory = stateDir ?? settings.stateDirectory
    // The state first: a running collector writes its ledger before its state.
    let (remembered, comparison) = Self.remembered(settings)
    let report: AuditReport
    do throws(EvidenceError) {
      let progress = Progress()
      report = try Audit.run(settings, remembered: remembered) { progress.advance(by: $0) }
    } catch {
      StandardError.print("\(error)")
      throw ExitCode(error.code == .permissionDenied ? EX_NOPERM : EX_NOINPUT)
    }
    for line in AuditText(report, comparison: comparison).lines { print(line) }
    if report.verdict != .whole { throw ExitCode(report.verdict.rawValue) }
  }

  /// What the state directory says about the ledger, and how to report that.
  private static func remembered(_ settings: JournalSettings) -> (RememberedLedger?, String) {
    do {
      guard let remembered = try RememberedLedger(settings) else {
        return (nil, "there is no state in \(settings.stateDirectory) to compare it with")
      }
      return (remembered, "compared with \(settings.stateDirectory)")
    } catch {
      return (nil, "not compared with the state directory: \(error)")
    }
  }

  /// A progress bar that an escaping closure can advance.
  private final class Progress {
    private var bar = ProgressBar("audit", total: nil)

    func advance(by count: Int) { bar.advance(by: count) }
  }
}
