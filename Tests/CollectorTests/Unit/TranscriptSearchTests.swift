import Foundation
import Glibc
import Testing
import TestSupport

@testable import Collector

@Suite("Where the transcript of a session is")
struct TranscriptSearchTests {
  private static let id = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
  private static let line = #"{"sid":"\#(id)","t":1.5,"d":"ls\r\n"}"#

  private let root: ScratchDirectory
  private let directory: String

  init() throws {
    root = try ScratchDirectory()
    directory = root.file("gamma/ssh/transcripts")
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
  }

  private func find(cancelled: Bool = false) throws -> TranscriptSearch.Finding {
    let key = try #require(TranscriptKey(decky: "gamma", service: "ssh", id: Self.id))
    return TranscriptSearch(root: root.path).find(key) { cancelled }
  }

  @Test func `It is the newest that has a line of the session, by the date in its name`() throws {
    for day in ["2026-03-01", "2026-03-02", "2026-12-31"] {
      try write("{}\n\(Self.line)\n", to: "sessions-\(day).jsonl")
    }
    try write(#"{"sid":"another"}"#, to: "sessions-2027-01-01.jsonl")
    let finding = try find()
    #expect(finding.path == "\(directory)/sessions-2026-12-31.jsonl")
    #expect(finding.refused == 0)
    #expect(try find(cancelled: true).path == nil)
  }

  @Test func `A root that is a link, or ends in a slash, leads there`() throws {
    try write(Self.line, to: "sessions-2026-03-01.jsonl")
    let link = root.file("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: root.path)
    let key = try #require(TranscriptKey(decky: "gamma", service: "ssh", id: Self.id))
    let relative = "gamma/ssh/transcripts/sessions-2026-03-01.jsonl"
    #expect(TranscriptSearch(root: link).find(key).path == "\(link)/\(relative)")
    #expect(TranscriptSearch(root: "\(link)/").find(key).path == "\(link)/\(relative)")
  }

  @Test func `Where there is nothing, nothing is found, and nothing is wrong`() throws {
    #expect(try find().path == nil)
    try FileManager.default.removeItem(atPath: root.file("gamma"))
    let finding = try find()
    #expect(finding.path == nil && finding.refused == 0)
  }

  @Test(
    arguments: [
      (line, true), ("  \(line)\r", true), (#"{"d":"x","sid" : "\#(id)"}"#, true),
      (#"{"sid":"x","sid":"\#(id)"}"#, true), (#"{"sid":"\#(id)","sid":"x"}"#, false),
      (#"{"other":"\#(id)"}"#, false), (#"{"\#(id)":"sid"}"#, false), (#"{"o":{"sid":"\#(id)"}}"#, false),
      (#"{"o":"{\"sid\":\"\#(id)\"}"}"#, false), (#"[{"sid":"\#(id)"}]"#, false),
      (#"{"sid":["\#(id)"]}"#, false),
      (#"{"sid":"\#(id)0"}"#, false), (#"{"sid":"0\#(id)"}"#, false), (#"{"SID":"\#(id)"}"#, false),
      (#"{"sid":"\#(id)""#, false), (#"{"sid":"\#(id)"} {}"#, false), (#""sid":"\#(id)""#, false),
      (#"{"sid":"\#(id)","d":\#(String(repeating: "[", count: 100_000))"#, false), (id, false), ("", false),
    ]
  )
  func `The key sid of the object itself has to be the id`(line: String, isFound: Bool) throws {
    try write("{}\n\(line)\n\u{1}\n", to: "sessions-2026-03-01.jsonl")
    #expect((try find().path != nil) == isFound)
    try write(line, to: "sessions-2026-03-01.jsonl")
    #expect((try find().path != nil) == isFound)
  }

  @Test func `No more than eight files are read, and only those with a date`() throws {
    for day in 2...9 { try write("{}\n", to: "sessions-2026-03-0\(day).jsonl") }
    for name in [
      "sessions-2026-02-30.jsonl", "sessions-2026-03-10.jsonl.gz", "sessions-2026-3-10.jsonl",
      "sessions-.jsonl",
      "Sessions-2026-03-10.jsonl", "sessions-2026-03-10T.jsonl", "sessions-9999999999.jsonl",
    ] {
      try write(Self.line, to: name)
    }
    #expect(try find().path == nil)
    try write(Self.line, to: "sessions-2026-03-01.jsonl")
    #expect(try find().path == nil)
    try write(Self.line, to: "sessions-2026-03-03.jsonl")
    #expect(try find().path?.hasSuffix("03-03.jsonl") == true)
  }

  @Test(arguments: [0, 1])
  func `Of a long file the last 16 MiB are read, from a line's beginning on`(beyond: Int) throws {
    // The line begins right where the last 16 MiB do, or one byte before.
    let rest = TranscriptSearch.byteLimit - Self.line.utf8.count - 1 + beyond
    let before = "{\"x\":1}\n"
    let text = before + "\(Self.line)\n" + String(repeating: "x", count: rest - 1) + "\n"
    #expect(text.utf8.count == before.utf8.count + TranscriptSearch.byteLimit + beyond)
    try write(text, to: "sessions-2026-03-01.jsonl")
    #expect((try find().path != nil) == (beyond == 0))
  }

  @Test func `A sparse file of 10 GB is read from its end, and one line in it need not end`() throws {
    let path = "\(directory)/sessions-2026-03-01.jsonl"
    try write("", to: "sessions-2026-03-01.jsonl")
    #expect(truncate(path, 10 << 30) == 0)
    #expect(try find().path == nil)
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("\n\(Self.line)\n".utf8))
    try handle.close()
    #expect(try find().path == path)
  }

  @Test func `Lines that all have the id and are not of the session cost time in line with their length`()
    throws
  {
    // Were each read again for each place of the id, this would take hours.
    let line = #"{"o":[\#((0..<20_000).map { _ in "\"\(Self.id)\"" }.joined(separator: ","))]}"#
    try write(
      line + "\n" + String(repeating: "{\"o\":\"\(Self.id)\"}\n", count: 20_000),
      to: "sessions-2026-03-01.jsonl"
    )
    let finding = try find()
    #expect(finding.path == nil && finding.refused == 0)
  }

  @Test(
    arguments: [
      "link", "dangling", "FIFO", "directory", "socket", "second name", "no right",
    ]
  )
  func `What is no regular file with one name is never opened, and is counted`(kind: String) throws {
    let path = "\(directory)/sessions-2026-03-05.jsonl"
    let secret = root.file("secret")
    try Data(Self.line.utf8).write(to: URL(filePath: secret))
    switch kind {
    case "link": #expect(symlink(secret, path) == 0)
    case "dangling": #expect(symlink("nowhere", path) == 0)
    case "FIFO": #expect(mkfifo(path, 0o666) == 0)
    case "directory": #expect(mkdir(path, 0o777) == 0)
    case "socket": #expect(mknod(path, S_IFSOCK | 0o666, 0) == 0)
    case "second name": #expect(Glibc.link(secret, path) == 0)
    default:
      try write(Self.line, to: "sessions-2026-03-05.jsonl")
      #expect(chmod(path, 0) == 0)
    }
    // An older one is still found.
    try write(Self.line, to: "sessions-2026-03-01.jsonl")
    let finding = try Privileges.withoutRightToFiles { try find() }
    #expect(finding.path == "\(directory)/sessions-2026-03-01.jsonl")
    #expect(finding.refused == 1)
    #expect(finding.fault?.hasPrefix(path) == true)
  }

  @Test(
    arguments: ["gamma", "gamma/ssh", "gamma/ssh/transcripts"]
  )
  func `A directory that is a link or a file is not entered, and is counted`(part: String) throws {
    try write(Self.line, to: "sessions-2026-03-01.jsonl")
    let elsewhere = root.file("elsewhere")
    try FileManager.default.moveItem(atPath: root.file(part), toPath: elsewhere)
    #expect(symlink(elsewhere, root.file(part)) == 0)
    let finding = try find()
    #expect(finding.path == nil && finding.refused == 1)
    #expect(unlink(root.file(part)) == 0)
    #expect(mkfifo(root.file(part), 0o666) == 0)
    #expect(try find().refused == 1)
  }

  @Test func `A directory with too many names is not searched completely`() throws {
    // Hard links are cheap; the directory is as full as of files.
    for name in 0...TranscriptSearch.nameLimit {
      let made = open("\(directory)/\(name)", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
      #expect(made >= 0)
      close(made)
    }
    let finding = try find()
    #expect(finding.refused == 1)
    #expect(finding.fault?.contains("names") == true)
  }
}
