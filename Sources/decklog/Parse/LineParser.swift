import DecoyEvents
import Evidence
import Files
import Formats
import Glibc
import Terminal

/// Turns the lines of files into records on standard output.
struct LineParser {
  /// How the lines are read.
  enum Choice {
    case syslog
    case format(Format)
    /// As most lines of a file's sample can be read.
    case guess
  }

  /// Bytes of a read, which stays in the processor's cache with its records.
  private static let inputSize = 64 << 10
  /// Up to how many bytes of a file a guess looks at.
  private static let sampleSize = 64 << 10

  private let choice: Choice
  private let library: FormatLibrary
  private var assembler: LineAssembler
  private var records: Records
  /// The file's first bytes, for a guess; empty again once a line is an event.
  private var sample: [UInt8] = []

  /// - Parameters:
  ///   - library: the formats that a guess can find.
  ///   - maximumLineLength: in bytes.
  ///   - isAligned: whether a line that is no event becomes `null`.
  init(choice: Choice, library: FormatLibrary, maximumLineLength: Int, isAligned: Bool) {
    self.choice = choice
    self.library = library
    assembler = LineAssembler(maximumLength: maximumLineLength)
    records = Records(isAligned: isAligned)
  }

  /// Parses a whole file, or standard input for `-`; the last line may lack the LF.
  mutating func parse(file: String) throws(FileError) {
    let descriptor = file == "-" ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(reading: file, errno) }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    // Records on the terminal show the progress themselves.
    var bar = ProgressBar(
      "parse",
      total: FileStatus(of: descriptor).flatMap { $0.isRegularFile ? $0.size : nil },
      isWanted: !TerminalEnvironment.isTerminal(STDOUT_FILENO)
    )

    sample.removeAll()
    switch choice {
    case .syslog: records.begin(nil)
    case .format(let format): records.begin(format)
    case .guess: records.end()
    }
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.inputSize, alignment: 16)
    defer { input.deallocate() }
    while true {
      let count = Glibc.read(descriptor, input.baseAddress, input.count)
      if count == 0 { break }
      if count > 0 {
        try take(UnsafeRawBufferPointer(rebasing: input[..<count]), of: file)
        bar.advance(by: count)
      } else if errno != EINTR {
        let code = errno
        try finish(file)
        throw FileError(reading: file, code)
      }
    }
    try finish(file)
  }

  private mutating func take(_ bytes: UnsafeRawBufferPointer, of file: String) throws(FileError) {
    if records.isReading, records.hasEvents {
      if !sample.isEmpty { sample = [] }
    } else if sample.count < Self.sampleSize {
      sample.append(contentsOf: bytes)
      guard records.isReading else {
        if sample.count >= Self.sampleSize { try takeSample(of: file) }
        return
      }
    }
    assembler.append(bytes) { records.append($0) }
    try flush()
  }

  /// The sample without a line that it cuts.
  private var wholeLines: [UInt8] {
    guard sample.count >= Self.sampleSize else { return sample }
    return Array(sample[..<(sample.lastIndex(of: UInt8(ascii: "\n")) ?? sample.endIndex)])
  }

  /// Chooses the format that a file's first bytes look like, and reads them.
  private mutating func takeSample(of file: String) throws(FileError) {
    let guess = FormatGuess(of: wholeLines, among: library)
    records.begin(guess.flatMap { library[$0.name] })
    if let guess {
      StandardError.print(
        "\(Self.name(of: file)): reading it as \(guess.name), which fits \(guess.events) of its first \(guess.lines) lines"
      )
    }
    sample.withUnsafeBytes { bytes in assembler.append(bytes) { records.append($0) } }
    try flush()
  }

  private mutating func finish(_ file: String) throws(FileError) {
    if !records.isReading { try takeSample(of: file) }
    assembler.finish { records.append($0) }
    if records.hasLines, !records.hasEvents { reportNoEvents(file) }
    records.end()
    try flush()
  }

  /// Says what lines look like of which none is an event.
  private func reportNoEvents(_ file: String) {
    let (expected, chosen): (String, String?) =
      switch choice {
      case .syslog: ("an RFC 5424 event", FormatGuess.syslog)
      case .format(let format): ("an event of format \(format.name)", format.name)
      case .guess: ("an event of a known format", nil)
      }
    var message = "\(Self.name(of: file)): no line is \(expected)"
    if let guess = FormatGuess(of: wholeLines, among: library), guess.name != chosen {
      message +=
        "; \(guess.name) fits \(guess.events) of its first \(guess.lines) lines (--format \(guess.name))"
    } else if case .guess = choice {
      message += "; docs/honeypots.md says how to write a table for another one"
    }
    StandardError.print(message)
  }

  private static func name(of file: String) -> String { file == "-" ? "standard input" : file }

  private mutating func flush() throws(FileError) {
    do throws(StandardOutput.Stop) {
      try StandardOutput.write(records.output)
    } catch {
      switch error {
      case .failed(let error): throw error
      // No handler of a signal could interrupt it.
      case .closed, .interrupted: throw FileError(writing: "standard output", EPIPE)
      }
    }
    records.output.removeAll(keepingCapacity: true)
  }

  /// Records that are not written yet.
  private struct Records {
    let isAligned: Bool
    var output: [UInt8] = []
    private var writer = RecordWriter()
    /// The reader of the file's format; `nil` for RFC 5424.
    private var reader: FormatReader?
    /// Whether the file's format is known.
    private(set) var isReading = false
    /// Whether the file has a line that is not empty.
    private(set) var hasLines = false
    /// Whether a line of the file was an event.
    private(set) var hasEvents = false

    init(isAligned: Bool) { self.isAligned = isAligned }

    /// Begins a file.
    ///
    /// - Parameter format: `nil` for RFC 5424.
    mutating func begin(_ format: Format?) {
      reader = format.map { FormatReader($0) }
      isReading = true
      hasLines = false
      hasEvents = false
    }

    mutating func end() { isReading = false }

    mutating func append(_ line: LineAssembler.Line) {
      if !line.bytes.isEmpty { hasLines = true }
      if reader?.append(line, to: &output) ?? writer.append(line, to: &output) {
        hasEvents = true
      } else if isAligned {
        output.append(contentsOf: "null\n".utf8)
      }
    }
  }
}
