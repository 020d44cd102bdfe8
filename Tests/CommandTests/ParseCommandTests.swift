import Foundation
import Testing
import TestSupport

@Suite("decklog parse")
struct ParseCommandTests {
  @Test func `Output n belongs to input n when aligned`() throws {
    let input = [line("a"), "", "no event", line("b"), " \t", line("c") + " \r", "\u{FFFD}", line("d")]
    let run = try CommandRun(["parse", "--aligned"], input: input.joined(separator: "\n") + "\n")
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(try run.lines.map(message) == ["a", nil, nil, "b", nil, "c", nil, "d"])
  }

  @Test(
    arguments: ["chosen", "words", "generated", "readings"]
  )
  func `Every line of the conformance files gives its record`(file: String) throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let path = tests.appending(path: "DecoyEventsTests/Conformance/\(file).jsonl")
    let vectors = try [UInt8](Data(contentsOf: path)).split(separator: UInt8(ascii: "\n")).map {
      try #require(JSONParser.parse(Array($0), as: .plain).object)
    }
    let lines = try vectors.map { vector in
      try vector["line_base64"]?.text.map { try [UInt8](#require(Data(base64Encoded: $0))) }
        ?? #require(vector["line"]?.bytes)
    }
    let folder = try ScratchDirectory()
    let input = try folder.write(Array(lines.joined(separator: [UInt8(ascii: "\n")])), to: "lines")
    let run = try CommandRun(["parse", "--aligned", input])
    #expect(run.status == 0)
    #expect(run.lines.count == vectors.count)
    for (output, vector) in zip(run.output.split(separator: UInt8(ascii: "\n")), vectors) {
      #expect(try JSONParser.parse(Array(output)) == vector["expect"], "\(vector["id"]?.text ?? "")")
    }
  }

  @Test func `Unless aligned, a line that is no event prints nothing`() throws {
    let run = try CommandRun(["parse"], input: "\n\nno event\n\(line("a"))\n<1>2\n\(line("b"))\n")
    #expect(run.status == 0)
    #expect(try run.lines.map(message) == ["a", "b"])
  }

  @Test func `A last line without LF counts, and behind a last LF is no line`() throws {
    #expect(try CommandRun(["parse", "--aligned"], input: line("a")).lines.map(message) == ["a"])
    #expect(try CommandRun(["parse", "--aligned"], input: line("a") + "\n").lines.map(message) == ["a"])
    #expect(
      try CommandRun(["parse", "--aligned"], input: line("a") + "\n\n").lines.map(message) == ["a", nil]
    )
    #expect(try CommandRun(["parse", "--aligned"], input: "x").lines.map(message) == [nil])
    #expect(try CommandRun(["parse", "--aligned"], input: "").output.isEmpty)
  }

  @Test func `Files are read in their order, and - is standard input`() throws {
    let folder = try ScratchDirectory()
    let first = try folder.write(line("1") + "\n" + line("2"), to: "first")
    let second = try folder.write(line("4") + "\n", to: "second")
    let run = try CommandRun(["parse", first, "-", second], input: line("3"))
    #expect(run.status == 0)
    // No line of one file goes on in the next.
    #expect(try run.lines.map(message) == ["1", "2", "3", "4"])
  }

  @Test func `A file that can't be read is named, and the others are read`() throws {
    let folder = try ScratchDirectory()
    let good = try folder.write(line("1"), to: "good")
    let missing = folder.file("missing")
    let directory = folder.path
    let run = try CommandRun(["parse", missing, good, directory])
    #expect(run.status == 66)
    #expect(try run.lines.map(message) == ["1"])
    #expect(run.errors.contains("decklog: cannot read \(missing): No such file or directory\n"))
    #expect(run.errors.contains("decklog: cannot read \(directory): Is a directory\n"))
  }

  @Test func `A line longer than --max-line is cut and flagged`() throws {
    let long = line(String(repeating: "x", count: 2000))
    let run = try CommandRun(["parse", "--max-line", "1024"], input: "\(long)\n\(line("b"))\n")
    let record = try #require(try object(run.lines[0]))
    #expect(record["raw_line"]?.bytes == Array(long.utf8.prefix(1024)))
    #expect(record["flags"] == .array(["truncated"]))
    #expect(try run.lines.map(message).last == "b")
    let uncut = try CommandRun(["parse"], input: long)
    #expect(try object(uncut.lines[0])?["flags"] == nil)
  }

  @Test(
    arguments: ["0", "-1", "1023", "67108865", "x", "1e6"]
  )
  func `A bad --max-line is one line that says what is used instead, as with collect`(value: String) throws {
    let run = try CommandRun(["parse", "--max-line=\(value)"], input: line("a"))
    #expect(run.status == 0)
    #expect(run.lines.count == 1)
    #expect(
      run.errors
        == "decklog: invalid --max-line '\(value)': expected bytes from 1024 to 67108864; using 1048576\n"
    )
  }

  @Test func `Many lines go through, whole and in order`() throws {
    let count = 20_000
    let input = (0..<count).map { line("\($0)") + "\n" }.joined()
    let run = try CommandRun(["parse", "--aligned"], input: input)
    #expect(run.lines.count == count)
    let wrong = try run.lines.enumerated().first { try message($0.element) != "\($0.offset)" }
    #expect(wrong == nil)
  }

  /// An event with this message.
  private func line(_ message: String) -> String {
    "<1>1 2026-01-01T00:00:00Z h a p m - \(message)"
  }

  /// A line of output, decoded; `nil` for `null`.
  private func object(_ output: String) throws -> JSONObject? {
    try JSONParser.parse(Array(output.utf8)).object
  }

  /// The message of a record; `nil` for `null`.
  private func message(_ output: String) throws -> String? {
    try object(output)?["msg"]?.text
  }
}
