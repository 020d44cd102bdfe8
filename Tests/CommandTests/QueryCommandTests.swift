import Foundation
import Testing
import TestSupport

@Suite("decklog query", .timeLimit(.minutes(Patience.minutes(5))))
struct QueryCommandTests {
  private let store: QueryStore

  init() throws { store = try QueryStore() }

  private func query(_ arguments: String...) throws -> CommandRun {
    try CommandRun(["query"] + arguments + ["--store", store.path])
  }

  @Test func `Attackers are a table, with the most events first`() throws {
    let run = try query("attackers")
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(
      run.lines.map { $0.split(separator: " ").prefix(5).joined(separator: " ") } == [
        "ATTACKER EVENTS DECKIES SERVICES CREDENTIALS", "203.0.113.9 4 2 1 2", "2001:db8::5 1 1 1 0",
      ]
    )
    #expect(run.lines[1].contains("2026-11-23 03:00:00") && run.lines[1].hasSuffix("2026-11-23 04:00:01"))
  }

  @Test(
    arguments: [
      (
        "attackers", 2,
        ["address", "events", "deckies", "services", "credentials", "header_events", "first", "last"]
      ),
      ("credentials", 2, ["username", "password", "attempts", "attackers", "first", "last"]),
      (
        "sessions", 3,
        ["attacker", "decky", "start", "end", "events", "credentials", "services", "event_types", "session"]
      ),
      ("timeline", 2, ["start", "events", "attackers"]),
    ]
  )
  func `Each question has an answer as JSON, one object a line`(question: String, count: Int, keys: [String])
    throws
  {
    let run = try CommandRun(
      ["query", question, "--json", "--store", store.path] + (question == "timeline" ? ["--step", "1h"] : [])
    )
    #expect(run.status == 0 && run.lines.count == count)
    for line in run.lines {
      let object = try FoundationJSON.object(line)
      #expect(Set(object.keys) == Set(keys))
    }
  }

  @Test func `As comma-separated values nothing is a formula`() throws {
    let text = String(decoding: try query("credentials", "--csv").output, as: UTF8.self)
    #expect(
      text.components(separatedBy: "\r\n") == [
        "username,password,attempts,attackers,first,last",
        "root,toor,2,1,2026-11-23T03:00:01Z,2026-11-23T04:00:01Z",
        "root,'=1+1,1,1,2026-11-23T03:00:02Z,2026-11-23T03:00:02Z", "",
      ]
    )
  }

  @Test func `Events are the newest first, the records as they stand with --json, and page by page`() throws {
    #expect(try query("events", "--json").lines == store.lines.reversed())
    #expect(try query("events", "--json", "--oldest-first").lines == store.lines)
    var found: [String] = []
    var next: [String] = []
    for _ in 0..<3 {
      let run = try CommandRun(["query", "events", "--json", "-n", "2", "--store", store.path] + next)
      found += run.lines
      next =
        run.errors.split(separator: " ").last.map { ["--after", $0.trimmingCharacters(in: .newlines)] } ?? []
    }
    #expect(found == store.lines.reversed())
    #expect(next.isEmpty)
  }

  @Test func `What an attacker wrote does nothing to a terminal, directly or through a pipe`() throws {
    let run = try query("events", "--event", "scan")
    #expect(run.lines.count == 1 && run.lines[0].hasPrefix("2026-11-23 04:00:02  Unknown"))
    #expect(Self.scalars(of: [.control, .format], in: run.lines[0]).isEmpty)
    let values = try query("events", "--event", "scan", "--csv").output
    let rows = String(decoding: values, as: UTF8.self).components(separatedBy: "\r\n")
    try #require(rows.count == 3 && rows[1].contains("owned"))
    #expect(Self.scalars(of: [.control], in: rows[1]).isEmpty)
  }

  private static func scalars(of categories: Set<Unicode.GeneralCategory>, in text: String) -> [Unicode
    .Scalar]
  {
    text.unicodeScalars.filter { categories.contains($0.properties.generalCategory) }
  }

  @Test(
    arguments: [
      (["--attacker", "203.0.113.0/24"], 4), (["--attacker", "2001:db8::/32"], 1), (["--decky", "alpha"], 3),
      (["--service", "ssh", "--event", "login_attempt"], 3), (["--since", "2026-11-23T04:00:00Z"], 3),
      (["--until", "2026-11-23T03:00:01Z"], 1), (["--search", "wget ev"], 1), (["--search", "\" OR *"], 0),
      (["--grep", "CGI"], 1), (["--attacker", "192.0.2.1"], 0), (["--session", "none"], 0),
      (["--protocol", "ssh"], 0),
    ]
  )
  func `Filters and words choose`(arguments: [String], count: Int) throws {
    let run = try CommandRun(["query", "events", "--json", "--store", store.path] + arguments)
    #expect(run.status == 0 && run.lines.count == count)
  }

  @Test func `That nothing matches is printed for people, not for programs`() throws {
    #expect(try query("attackers", "--decky", "none").errors == "decklog: nothing matches\n")
    #expect(try query("attackers", "--decky", "none", "--json").errors.isEmpty)
    #expect(try query("attackers", "--decky", "none", "--csv").lines.count == 1)
  }

  @Test(
    arguments: [
      (["--limit", "0"], "--limit 100"), (["--limit", "10001"], "--limit 100"),
      (["--offset=-1"], "--offset 20"),
      (["--since", "soon"], "15m"), (["--attacker", "1.2.3"], "203.0.113.0/24"),
      (["--search", " "], "--search 'wget http'"),
      (["--json", "--csv"], "not both"),
    ]
  )
  func `An invalid value is reported with an example`(arguments: [String], expected: String) throws {
    let run = try CommandRun(["query", "attackers", "--store", store.path] + arguments)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains(expected))
  }

  @Test(
    arguments: [
      (["events", "--after", "x"], "--after 18ff"), (["sessions", "--gap", "long"], "--gap 15m"),
      (["timeline", "--step", "0h"], "--step 1h"),
    ]
  )
  func `An invalid cursor, gap or step is reported`(arguments: [String], expected: String) throws {
    let run = try CommandRun(["query"] + arguments + ["--store", store.path])
    #expect(run.status == 64)
    #expect(run.errors.contains(expected))
  }

  @Test func `A missing, foreign or damaged store is reported, and none is created`() throws {
    let missing = store.folder.file("none.db")
    var run = try CommandRun(["query", "attackers", "--store", missing])
    #expect(run.status == 66)
    #expect(run.errors.contains("decklog collect --store PATH keeps one"))
    #expect(!FileManager.default.fileExists(atPath: missing))
    run = try CommandRun([
      "query", "attackers", "--store", try store.folder.write("no database at all", to: "x.db"),
    ])
    #expect(run.status == 65)
    #expect(run.errors.hasPrefix("decklog: cannot open "))
  }

  @Test func `The environment says where the store is`() throws {
    let run = try CommandRun(["query", "attackers", "--json"], environment: ["DECKLOG_STORE": store.path])
    #expect(run.lines.count == 2)
  }
}
