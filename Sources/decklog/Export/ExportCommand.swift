import ArgumentParser
import Basics
import EventViews
import Glibc
import Records
import RotatedFiles
import Terminal

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Exports records as JSON, Elastic Common Schema or comma-separated values.",
    discussion: """
      decklog export --format ecs --since 24h -o last-night.ndjson
      decklog export --format csv --service ssh | xz > ssh.csv.xz

      Reads the record file and its rotated files, gzipped or not, oldest first.
      """
  )

  /// The bytes buffered before a write.
  private static let outputSize = 256 << 10
  /// How long to wait for the end of a line, or for a file that was just rotated; and between two looks.
  private static let pause = Duration.milliseconds(200)
  private static let patience = Duration.seconds(15)

  @OptionGroup var log: LogFileOptions
  @OptionGroup(title: "Which records") var filters: FilterOptions

  @Option(help: ArgumentHelp("ndjson (the records as they are), ecs or csv. [ndjson]", valueName: "format"))
  var format: ExportFormat?

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("A new file to create. [standard output]", valueName: "file"),
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

  /// Redirects standard output to a new file; an existing one may be evidence and is never overwritten.
  private func redirect(to path: String) throws(ExitCode) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else {
      let hint = errno == EEXIST ? "; existing files are not overwritten" : ""
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
    if unread > 0 { StandardError.print("\(unread) lines are not records and were skipped") }
    if output != nil { StandardError.print("\(records) records written") }
  }

  private func write(_ written: inout [UInt8]) throws(StandardOutput.Stop) {
    let isTerminal = TerminalEnvironment.isTerminal(STDOUT_FILENO)
    try StandardOutput.write(isTerminal ? TerminalOutput.printable(written, isJSON: format != .csv) : written)
    written.removeAll(keepingCapacity: true)
  }

  /// The next records; `nil` at the current end of the file.
  private func next(of source: inout FileRecordSource) -> RecordBatch? {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      if let batch = source.next() { return batch }
      // More files follow one that was rotated a moment ago.
      guard source.isWaiting, ContinuousClock.now < deadline else { return nil }
      usleep(UInt32(Self.pause.components.attoseconds / 1_000_000_000_000))
    }
  }
}

enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
  /// The lines of the record file.
  case ndjson
  /// Documents of the Elastic Common Schema, one a line.
  case ecs
  /// Comma-separated values.
  case csv

  /// The text before all records.
  var head: String { self == .csv ? CSVText.row(CSVText.columns) + "\r\n" : "" }

  /// Appends a record, whose line in the record file is `line`, without its LF.
  func append(_ record: EventRecord, _ line: ArraySlice<UInt8>, to output: inout [UInt8]) {
    switch self {
    case .ndjson:
      output += line
      output.append(UInt8(ascii: "\n"))
    case .ecs: output += "\(ECSDocument.json(record))\n".utf8
    case .csv: output += "\(CSVText.row(record))\r\n".utf8
    }
  }
}
