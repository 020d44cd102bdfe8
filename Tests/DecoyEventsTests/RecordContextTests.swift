import Testing
import TestSupport

@testable import DecoyEvents

@Suite("The engine's data in a record")
struct RecordContextTests {
  private static let line = "<1>1 2026-01-01T00:00:00Z web01 ssh p m - hello"

  @Test func `The record has the observed time with nanoseconds`() throws {
    let record = try Record.object(of: Self.line, in: RecordContext(observed: .sample))
    #expect(record["observed"] == "2026-11-23T03:55:14.000000007Z")
    #expect(record["timestamp"] == "2026-01-01 00:00:00")
    #expect(record["flags"] == nil)
  }

  @Test(
    arguments: [
      "-", "never", "2026-02-30T00:00:00Z", "2026-01-01T00:00:60Z", "2026-01-01t00:00:00z",
      "0000-01-01T00:00:00Z",
    ]
  )
  func `A timestamp that is no date is replaced by the observed time`(stamp: String) throws {
    let line = "<1>1 \(stamp) web01 ssh p m - hello"
    let record = try Record.object(of: line, in: RecordContext(observed: .sample))
    #expect(record["timestamp"] == "2026-11-23 03:55:14")
    #expect(record["flags"] == .array(["timestamp_replaced"]))
    let fromNowhere = try Record.object(of: line)
    #expect(fromNowhere["timestamp"]?.text == stamp)
    #expect(fromNowhere["flags"] == nil)
  }

  @Test func `A valid timestamp loses its fraction and its offset, and is never replaced`() throws {
    let line = "<1>1 9999-12-31T23:59:59.999999999-23:59 web01 ssh p m - hello"
    let record = try Record.object(of: line, in: RecordContext(observed: .sample))
    #expect(record["timestamp"] == "9999-12-31 23:59:59")
    #expect(record["flags"] == nil)
  }

  @Test func `The origin's id is cut to twelve characters, and absent labels are left out`() throws {
    let full = RecordOrigin(container: "c-1", id: "0123456789abcdef0123", decky: "d", service: "s")
    #expect(
      try origin(full) == ["container: c-1", "id: 0123456789ab", "decky: d", "service: s"]
    )
    let short = RecordOrigin(container: "", id: "01", service: "s")
    #expect(try origin(short) == ["container: ", "id: 01", "service: s"])
    let bare = RecordOrigin(container: "c", id: "")
    #expect(try origin(bare) == ["container: c", "id: "])
  }

  @Test func `The file that lines come from follows their origin`() throws {
    let origin = RecordOrigin(container: "c", id: "01", source: "/var/log/\"x\n.json")
    let record = try Record.object(of: Self.line, in: RecordContext(origin: origin))
    #expect(record["source"] == "/var/log/\"x\n.json")
    #expect(record.names.last == "source")
  }

  @Test func `A trace comes last in the record, and only if there is one`() throws {
    let text = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
    var context = RecordContext(observed: .sample, suppressed: 2)
    context.trace = Traceparent { $0.copyBytes(from: text.utf8) }
    let record = try Record.object(of: Self.line, in: context)
    #expect(record["_trace"]?.object?["traceparent"]?.text == text)
    #expect(record.members.last.map { String(decoding: $0.name, as: UTF8.self) } == "_trace")
    #expect(try Record.object(of: Self.line, in: RecordContext(observed: .sample))["_trace"] == nil)
  }

  @Test func `Without a mismatch, the decky is the claim, whatever the origin says`() throws {
    let origin = RecordOrigin(container: "c", id: "i", decky: "other", service: "smtp")
    let record = try Record.object(of: Self.line, in: RecordContext(origin: origin))
    #expect(record["decky"] == "web01")
    #expect(record["service"] == "ssh")
    #expect(record["claimed"] == nil)
    #expect(record["flags"] == nil)
  }

  @Test func `With a mismatch, the decky is the origin's and the claim is kept`() throws {
    let origin = RecordOrigin(container: "c", id: "i", decky: "real \"one\"\n", service: "smtp")
    let record = try Record.object(of: Self.line, in: RecordContext(origin: origin, isIdentityMismatch: true))
    #expect(record["decky"] == "real \"one\"\n")
    #expect(record["claimed"]?.object?.names == ["decky"])
    #expect(record["claimed"]?.object?["decky"] == "web01")
    #expect(record["service"] == "ssh")
    #expect(record["flags"] == .array(["identity_mismatch"]))
  }

  @Test func `A mismatch in an unwrapped record claims the inner name`() throws {
    let line = "<1>1 2026-01-01T00:00:00Z outer a p - - 2026-01-01T00:00:00Z inner bash p cmd - CMD id"
    let origin = RecordOrigin(container: "c", id: "i", decky: "real")
    let record = try Record.object(of: line, in: RecordContext(origin: origin, isIdentityMismatch: true))
    #expect(record["decky"] == "real")
    #expect(record["claimed"]?.object?["decky"] == "inner")
    #expect(record["flags"] == .array(["identity_mismatch", "unwrapped"]))
  }

  @Test func `Suppressed is a number, and absent when it is 0`() throws {
    #expect(try Record.object(of: Self.line, in: RecordContext(suppressed: 0))["suppressed"] == nil)
    for count in [1, 10, 65_536, Int.max] {
      let record = try Record.object(of: Self.line, in: RecordContext(suppressed: count))
      #expect(record["suppressed"] == .number("\(count)"))
    }
  }

  @Test func `A cut line is flagged`() throws {
    #expect(
      try Record.object(of: Self.line, in: RecordContext(isCut: true))["flags"] == .array(["truncated"])
    )
  }

  @Test func `All flags together are sorted`() throws {
    let origin = RecordOrigin(container: "c", id: "i", decky: "d")
    let context = RecordContext(observed: .sample, origin: origin, isIdentityMismatch: true, isCut: true)
    let inner = "2026-01-01T00:00:00Z h a p m "
    let ambiguous = try Record.object(of: "<1>1 t o a p - - \(inner)- from 1.1.1.1 from 2.2.2.2", in: context)
    #expect(
      ambiguous["flags"]
        == .array([
          "ambiguous_attribution", "identity_mismatch", "timestamp_replaced", "truncated", "unwrapped",
        ])
    )
    let malformed = try Record.object(of: "<1>1 t o a p - - \(inner)[x", in: context)
    #expect(
      malformed["flags"]
        == .array(["identity_mismatch", "malformed_sd", "timestamp_replaced", "truncated", "unwrapped"])
    )
  }

  /// The members of a record's `origin` in their order.
  private func origin(_ origin: RecordOrigin) throws -> [String] {
    let record = try Record.object(of: Self.line, in: RecordContext(origin: origin))
    let members = try #require(record["origin"]?.object).members
    return members.map { "\(String(decoding: $0.name, as: UTF8.self)): \($0.value.text ?? "")" }
  }
}
