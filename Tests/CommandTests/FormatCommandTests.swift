import TestSupport
import Foundation
import Testing

@Suite("decklog formats, and parse --format")
struct FormatCommandTests {
  private static let cowrie =
    #"{"eventid":"cowrie.command.input","input":"id","message":"CMD: id","sensor":"hp","timestamp":"2026-05-22T10:00:00.1Z","src_ip":"203.0.113.7","session":"c0ffee","protocol":"ssh"}"#
  private static let syslog = "<1>1 2026-01-01T00:00:00Z h a p m - hello"
  private static let table = """
    {"name": "pit", "kind": "json", "is": {"pit": "*"}, "address": "peer", "service": {"const": "telnet"},
     "event_type": {"const": "connect"}, "fields": {"src_ip": "pit"}}
    """

  @Test func `Formats lists the built-in formats and the operator's`() throws {
    let folder = try ScratchDirectory()
    let file = try folder.write(Self.table, to: "pit.json")
    _ = try folder.write("no table", to: "notes.txt")
    let run = try CommandRun(["formats", "--formats", folder.path])
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    let cowrie = try #require(run.lines.first { $0.hasPrefix("cowrie ") })
    #expect(cowrie.contains("json"))
    #expect(cowrie.contains("built-in"))
    let pit = try #require(run.lines.first { $0.hasPrefix("pit ") })
    #expect(pit.contains("pit.json"))
    let variable = try CommandRun(["formats"], environment: ["DECKLOG_FORMATS": folder.path])
    #expect(variable.lines.contains { $0.hasPrefix("pit ") })
    #expect(try CommandRun(["formats", "check", file]).lines == ["\(file): format pit is valid"])
  }

  @Test func `Show prints a table that can be changed and used instead of it`() throws {
    let folder = try ScratchDirectory()
    let builtIn = try CommandRun(["formats", "show", "suricata"])
    #expect(builtIn.status == 0)
    let file = try folder.write(
      String(decoding: builtIn.output, as: UTF8.self).replacing(
        #""program": "Suricata""#,
        with: #""program": "Ours""#
      ),
      to: "suricata.json"
    )
    #expect(try CommandRun(["formats", "check", file]).lines == ["\(file): format suricata is valid"])
    let own = try CommandRun(["formats", "show", "suricata", "--formats", folder.path])
    #expect(own.lines.contains { $0.contains(#""Ours""#) })
    let unknown = try CommandRun(["formats", "show", "nothing"])
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("there is no format 'nothing'"))
  }

  @Test func `A faulty table is one line with file, key and reason, and exit status 78`() throws {
    let folder = try ScratchDirectory()
    let bad = try folder.write(Self.table.replacing("peer", with: "socket"), to: "bad.json")
    let worse = try folder.write("{", to: "worse.json")
    let expected = """
      decklog: \(bad): address: expected one of peer, header, traffic
      decklog: \(worse): not valid JSON, or nested too deeply

      """
    let check = try CommandRun(["formats", "check", bad, worse])
    #expect(check.status == 78)
    #expect(check.errors == expected)
    let directory = URL(filePath: bad).deletingLastPathComponent().path
    for arguments in [["formats"], ["parse"]] {
      let run = try CommandRun(arguments + ["--formats", directory], input: Self.syslog)
      #expect(run.status == 78)
      #expect(run.errors == expected)
      #expect(run.output.isEmpty)
    }
    let missing = try CommandRun(["formats", "--formats", folder.file("none")])
    #expect(missing.status == 78)
    #expect(missing.errors == "decklog: \(folder.file("none")): cannot read it: No such file or directory\n")
  }

  @Test func `Parse --format reads the lines of a format`() throws {
    let input = [Self.cowrie, "no event", "", Self.syslog, Self.cowrie].joined(separator: "\n")
    let run = try CommandRun(["parse", "--aligned", "--format", "cowrie"], input: input)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.lines.count == 5)
    #expect(run.lines[1...3] == ["null", "null", "null"])
    let record = try #require(try JSONParser.parse(Array(run.lines[4].utf8)).object)
    #expect(record["attacker_ip"] == "203.0.113.7")
    #expect(record["event_type"] == "command")
    #expect(record["service"] == "ssh")
    #expect(record["decky"] == "-")
  }

  @Test func `Parse --format auto says which format it took, for each file`() throws {
    let folder = try ScratchDirectory()
    let first = try folder.write(Self.cowrie + "\n" + Self.cowrie + "\nx\n", to: "first")
    let second = try folder.write(Self.syslog, to: "second")
    let run = try CommandRun(["parse", "--format", "auto", first, second])
    #expect(run.status == 0)
    #expect(run.lines.count == 3)
    #expect(
      run.errors
        == """
        decklog: \(first): reading it as cowrie, which fits 2 of its first 3 lines
        decklog: \(second): reading it as rfc5424, which fits 1 of its first 1 lines

        """
    )
  }

  @Test func `Input longer than a guess's sample is read from its beginning`() throws {
    let input = String(repeating: Self.cowrie + "\n", count: 2000)
    let run = try CommandRun(["parse", "--format", "auto"], input: input)
    #expect(run.lines.count == 2000)
    #expect(run.errors.hasPrefix("decklog: standard input: reading it as cowrie, "))
  }

  @Test func `If no line is an event, parse says what the lines look like`() throws {
    let run = try CommandRun(["parse"], input: Self.cowrie + "\nx\n")
    #expect(run.status == 0)
    #expect(run.output.isEmpty)
    #expect(
      run.errors
        == "decklog: standard input: no line is an RFC 5424 event; cowrie fits 1 of its first 2 lines (--format cowrie)\n"
    )
    let wrong = try CommandRun(["parse", "--format", "opencanary"], input: Self.syslog)
    #expect(
      wrong.errors
        == "decklog: standard input: no line is an event of format opencanary; rfc5424 fits 1 of its first 1 lines (--format rfc5424)\n"
    )
    let nothing = try CommandRun(["parse", "--format", "auto"], input: "x\n")
    #expect(
      nothing.errors
        == "decklog: standard input: no line is an event of a known format; docs/honeypots.md says how to write a table for another one\n"
    )
    #expect(try CommandRun(["parse"], input: "\n\n").errors.isEmpty)
  }

  @Test func `A format that does not exist is refused`() throws {
    let run = try CommandRun(["parse", "--format", "cowry"], input: Self.cowrie)
    #expect(run.status == 78)
    #expect(
      run.errors
        == "decklog: invalid --format 'cowry': expected rfc5424, auto or a name that decklog formats lists\n"
    )
  }

  @Test func `A CSV record of several lines is one record, aligned to its last line`() throws {
    let input = """
      timestamp,auth_id,session_id,source_ip,source_port,destination_ip,destination_port,protocol,username,password,password_hash
      2026-05-22 10:00:00.1,a,s,203.0.113.7,1,192.0.2.1,23,telnet,root,"a

      b",
      """
    let run = try CommandRun(["parse", "--aligned", "--format", "heralding-auth"], input: input)
    #expect(run.errors.isEmpty)
    #expect(run.lines.count == 4)
    #expect(run.lines[..<3].allSatisfy { $0 == "null" })
    let record = try #require(try JSONParser.parse(Array(run.lines[3].utf8)).object)
    #expect(record["fields"]?.object?["password"] == "a\n\nb")
  }
}
