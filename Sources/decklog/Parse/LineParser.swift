import DecoyEvents
import Evidence
import Files
import Glibc
import Terminal

/// Turns the lines of files into records on standard output.
struct LineParser {
  /// Bytes of a read, which stays in the processor's cache with its records.
  private static let inputSize = 64 << 10

  private var assembler: LineAssembler
  private var records: Records

  /// Lines have at most `maximumLineLength` bytes. If `isAligned`, a line that is no event becomes `null`.
  init(maximumLineLength: Int, isAligned: Bool) {
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

    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.inputSize, alignment: 16)
    defer { input.deallocate() }
    while true {
      let count = Glibc.read(descriptor, input.baseAddress, input.count)
      if count == 0 { break }
      if count > 0 {
        assembler.append(UnsafeRawBufferPointer(rebasing: input[..<count])) { records.append($0) }
        try flush()
        bar.advance(by: count)
      } else if errno != EINTR {
        let code = errno
        try finish()
        throw FileError(reading: file, code)
      }
    }
    try finish()
  }

  private mutating func finish() throws(FileError) {
    assembler.finish { records.append($0) }
    try flush()
  }

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
    var writer = RecordWriter()
    var output: [UInt8] = []

    mutating func append(_ line: LineAssembler.Line) {
      if !writer.append(line, to: &output), isAligned { output.append(contentsOf: "null\n".utf8) }
    }
  }
}
