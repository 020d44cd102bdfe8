import Basics
import Records
import Testing

@testable import Dashboard

@Suite("Queries in the address")
struct QuestionTests {
  private static func read(_ target: String) throws(QueryFault) -> Question {
    let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
    return try Question(path: "/api/" + parts[0], query: parts.count > 1 ? parts[1] : nil)
  }

  private static func query(_ change: (inout StoreQuery) -> Void) -> StoreQuery {
    var query = StoreQuery(limit: 50)
    change(&query)
    return query
  }

  @Test(
    arguments: [
      ("overview", .overview(.day, top: 10)), ("overview?", .overview(.day, top: 10)),
      ("overview?top=50&range=all", .overview(.all, top: 50)), ("status", .status),
      ("attacker?address=2001%3Adb8%3A%3A1&range=1h", .attacker("2001:db8::1", .hour)),
      ("events", .events(StoreQuery(limit: 50), .day, after: nil)),
      ("events?text=--", .events(query { $0.filter.text = "--" }, .day, after: nil)),
      ("events?attacker=localhost", .events(nil, .day, after: nil)),
      (
        "events?attacker=::ffff:203.0.113.9&decky=b&service=c&type=d&text=e+f%2B%F0%9F%90%B3&limit=200"
          + "&session=s+1&protocol=ssh"
          + "&cursor=1-2a&range=30d",
        .events(
          query { query in
            query.filter.attackers = [AddressRange("203.0.113.9")].compactMap(\.self)
            query.filter.deckies = ["b"]
            query.filter.services = ["c"]
            query.filter.events = ["d"]
            query.filter.sessions = ["s 1"]
            query.filter.protocols = ["ssh"]
            query.words = "e f+🐳"
            query.limit = 200
          },
          .month,
          after: EventCursor("1-2a")
        )
      ),
    ] as [(String, Question)]
  )
  func `What is said is taken, and what is not has a default`(target: String, question: Question) throws {
    #expect(try Self.read(target) == question)
  }

  @Test(
    arguments: [
      ("overview?top=0", "top is a number from 1 to 50"), ("overview?top=51", "top is a number from 1 to 50"),
      ("overview?top=+1", "top is a number"), ("overview?top=1e1", "top is a number"),
      ("overview?top=99999999999999999999", "top is a number"),
      ("overview?range=1d", "range is one of 1h, 24h, 7d, 30d, all"),
      ("overview?range=1h&range=1h", "range may be given only once"),
      ("overview?x=1", "the parameters are range, top"),
      ("overview?range", "range needs a value"), ("overview?range=", "range needs a value"),
      ("attacker", "address is required"), ("attacker?address=%", "address needs a value"),
      ("attacker?address=%zz", "address needs a value"), ("attacker?address=%C3", "address needs a value"),
      ("attacker?address=\(String(repeating: "a", count: 256))", "address has at most 255 bytes"),
      ("events?session=", "session needs a value"),
      ("events?protocol=\(String(repeating: "a", count: 256))", "protocol has at most 255 bytes"),
      ("events?limit=201", "limit is a number from 1 to 200"),
      ("events?limit=0", "limit is a number from 1 to 200"),
      ("events?text=\(String(repeating: "a", count: 201))", "text has at most 200 bytes"),
      ("events?cursor=\(String(repeating: "a", count: 513))", "cursor has at most 512 bytes"),
      ("events?cursor=bad", "cursor is the value of next in the page before"),
      ("events?cursor=bad&range=1d", "range is one of"),
      ("events?decky=\(String(repeating: "a", count: 2_048))", "the query has at most 2048 bytes"),
      ("status?a=b", "the parameters are"),
    ]
  )
  func `Invalid parameters are reported`(target: String, message: String) {
    let fault = #expect(throws: QueryFault.self) { try Self.read(target) }
    #expect(fault?.message.hasPrefix(message) == true, "\(fault?.message ?? "nothing")")
  }

  @Test(arguments: Question.paths)
  func `Each example is an answer's`(path: String) throws {
    let parts = Question.example(of: path).split(separator: "?", maxSplits: 1).map(String.init)
    #expect(parts[0] == path)
    _ = try Question(path: path, query: parts.count > 1 ? parts[1] : nil)
  }

  @Test func `A range ends now`() {
    let hour: Int64 = 3_600_000_000_000
    let hours = TimeRange.allCases.map { $0.since(1_000 * hour).map { $0.nanoseconds / hour } }
    #expect(hours == [999, 976, 832, 280, nil])
  }
}
