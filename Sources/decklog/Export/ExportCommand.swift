import ArgumentParser
import Basics
import EventViews
import Glibc
import Records
import Terminal

/// `decklog export`: records for other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes records for other programs: as JSON, Elastic Common Schema or comma-separated values.",
    discussion: """
      decklog export --format ecs --since 24h -o last-night.ndjson
      decklog export --format csv --service ssh | xz > ssh.csv.xz

      Reads the record file and all that it was rotated to, compressed with gzip or not, from the oldest on.
      """
  )

  /// What is gathered before it is written, in bytes.
  private static let outputSize = 256 << 10
  /// How long a line that has no end yet, or a file that was just rotated, is waited for.
  private static let pause = Duration.milliseconds(200)
  private static let patience = Duration.seconds(15)

  @OptionGroup
  var log: LogFileOptions

  @OptionGroup(title: "Which records")
  var filters: FilterOptions

  @Option(help: ArgumentHelp("ndjson (the records as they stand), ecs or csv. [ndjson]", valueName: "format"))
  var format: ExportFormat?

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("A new file to write to. [standard output]", valueName: "file"),
    completion: .file()
  )
  var output: String?

  func run() throws {
    let filter = try filters.filter(now: .now)
    let file = try log.readableRecordFile(mayBeMissing: false)
    signal(SIGPIPE, SIG_IGN)
    if let output { try redirect(to: output) }
    do throws(StandardOutput.Stop) {
      try export(file, filter)
    } catch {
      switch error {
      case .closed: return
      case .interrupted: throw ExitCode(128 + SIGINT)
      case .failed(let error):
        StandardError.print(error.description)
        throw ExitCode(EX_IOERR)
      }
    }
  }

  /// Lets standard output be a new file: what is there already may be evidence, and is never overwritten.
  private func redirect(to path: String) throws(ExitCode) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else {
      let hint = errno == EEXIST ? "; what is there is not overwritten" : ""
      StandardError.print(FileError(writing: path, errno).description + hint)
      throw ExitCode(EX_CANTCREAT)
    }
    dup2(descriptor, STDOUT_FILENO)
    close(descriptor)
  }

  private func export(_ file: String, _ filter: RecordFilter) throws(StandardOutput.Stop) {
    let format = format ?? .ndjson
    var source = FileRecordSource(file, from: .beginning)
    let total = source.bytesBehind
    var bar = ProgressBar("export", total: total, isWanted: !TerminalEnvironment.isTerminal(STDOUT_FILENO))
    var written = Array(format.head.utf8)
    var (records, unread) = (0, 0)
    while let batch = next(of: &source) {
      for note in batch.notes {
        bar.hide()
        StandardError.print(note)
      }
      try batch.forEach { (record, line) throws(StandardOutput.Stop) in
        guard let record else {
          unread += 1
          return
        }
        guard filter.matches(record) else { return }
        records += 1
        format.append(record, line, to: &written)
        guard written.count >= Self.outputSize else { return }
        try write(&written)
      }
      bar.advance(by: max(0, total - source.bytesBehind - bar.done))
    }
    try write(&written)
    bar.hide()
    if unread > 0 { StandardError.print("\(unread) lines are no records, and are left out") }
    if output != nil { StandardError.print("\(records) records written") }
  }

  private func write(_ written: inout [UInt8]) throws(StandardOutput.Stop) {
    let isTerminal = TerminalEnvironment.isTerminal(STDOUT_FILENO)
    try StandardOutput.write(isTerminal ? TerminalOutput.printable(written, isJSON: format != .csv) : written)
    written.removeAll(keepingCapacity: true)
  }

  /// The next records; `nil` at the end of the file as it is now.
  private func next(of source: inout FileRecordSource) -> RecordBatch? {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      if let batch = source.next() { return batch }
      // Behind a file that was rotated a moment ago others wait.
      guard source.isWaitingForRotation, ContinuousClock.now < deadline else { return nil }
      usleep(UInt32(Self.pause.components.attoseconds / 1_000_000_000_000))
    }
  }
}
