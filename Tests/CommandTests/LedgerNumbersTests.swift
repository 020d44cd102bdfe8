import Basics
import EventViews
import FoundationEssentials
import Evidence
import Records
import Testing
import TestSupport

@testable import decklog

@Suite("What top shows of the ledger")
struct LedgerNumbersTests {
  private let folder: ScratchDirectory

  init() throws { folder = try ScratchDirectory() }

  private func numbers(_ kind: LedgerEntry.Kind, at now: String) throws -> CollectorNumbers {
    let entry = LedgerEntry(
      sequence: 2,
      previous: "",
      time: "2026-11-23T03:55:14.000000000Z",
      kind: kind,
      counts: ["held_back": 3, "dropped": 4, "gaps": 5, "lines": 100]
    )
    let path = try folder.write(Array("an entry\n".utf8) + entry.line(), to: "ledger")
    var numbers = LedgerNumbers(path)
    return numbers.numbers(at: try #require(RecordTime(now)))
  }

  @Test func `The last entry's counts are shown, and what state they are of`() throws {
    let expected = CollectorNumbers(state: "collecting", heldBack: 3, dropped: 4, gaps: 5)
    #expect(try numbers(.interval, at: "2026-11-23T03:56:14Z") == expected)
  }

  @Test(
    arguments: [
      (.stop, "2026-11-23T03:55:15Z", "stopped"), (.start, "2026-11-23T03:58:14Z", "collecting"),
      (.interval, "2026-11-23T04:05:14Z", "silent for 10 min"),
      (.fault, "1970-01-01T00:00:00Z", "collecting"),
    ] as [(LedgerEntry.Kind, String, String)]
  )
  func `A collector that ended, or says nothing, is told from one that works`(
    kind: LedgerEntry.Kind,
    now: String,
    state: String
  ) throws {
    #expect(try numbers(kind, at: now).state == state)
  }

  @Test func `Without a ledger, or with one that is no ledger, nothing is known`() throws {
    var none = LedgerNumbers(folder.file("none"))
    #expect(none.numbers(at: RecordTime(nanoseconds: 0)) == CollectorNumbers())
    var foreign = LedgerNumbers(try folder.write("no entry\n", to: "foreign"))
    #expect(foreign.numbers(at: RecordTime(nanoseconds: 0)) == CollectorNumbers())
  }
}
