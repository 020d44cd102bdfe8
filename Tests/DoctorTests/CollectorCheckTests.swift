import Evidence
import Testing

@testable import Doctor

struct CollectorCheckTests {
  private static let second: Int64 = 1_000_000_000
  private static let now: Int64 = 1_795_406_114 * second
  private static let ready = CollectorAnswer(version: "1.2", state: "collecting", ready: true)

  private static func collector(
    _ holder: LockProbe.Holder,
    _ answer: Result<CollectorAnswer, CollectorAnswer.Fault>? = nil,
    isAsked: Bool = true
  ) -> Finding {
    CollectorCheck().finding(
      .init(
        lock: LockProbe(holder: holder),
        logFile: "/a.log",
        address: isAsked ? "127.0.0.1:9464" : nil,
        answer: answer
      )
    )
  }

  private static func ledger(_ end: LedgerEnd, _ holder: LockProbe.Holder, started: Int64 = 0)
    -> Finding
  {
    let lock = LockProbe(holder: holder, since: started)
    return LedgerCheck().finding(.init(path: "/a.log.ledger.jsonl", end: end, lock: lock, now: now))
  }

  @Test(
    arguments: [
      (.process(17), .ok, "process 17 has its lock"), (.nobody, .warning, "none runs"),
      (.unknown("Permission denied"), .skipped, "Permission denied"),
    ] as [(LockProbe.Holder, Verdict, String)]
  )
  func `The lock says whether a collector runs`(holder: LockProbe.Holder, verdict: Verdict, found: String) {
    let finding = Self.collector(holder, isAsked: false)
    #expect(finding.verdict == verdict)
    #expect(finding.found.contains(found))
    #expect((finding.advice != nil) == (verdict != .ok))
  }

  @Test func `A collector that answers is reported with its version`() {
    let finding = Self.collector(.process(17), .success(Self.ready))
    #expect(
      finding
        == .ok(
          "/a.log: process 17 has its lock; 127.0.0.1:9464: decklog 1.2, collecting"
        )
    )
  }

  @Test func `A collector that is not ready is a problem`() {
    var answer = Self.ready
    answer.ready = false
    answer.reason = "the engine is away"
    let finding = Self.collector(.process(17), .success(answer))
    #expect(finding.verdict == .problem)
    #expect(finding.found.hasSuffix("not ready: the engine is away"))
    answer.reason = nil
    #expect(Self.collector(.process(17), .success(answer)).found.hasSuffix("it gives no reason"))
  }

  @Test func `A collector of another log is a warning`() {
    let finding = Self.collector(.nobody, .success(Self.ready))
    #expect(finding.verdict == .warning)
    #expect(finding.advice?.contains("writes another log") == true)
  }

  @Test func `A collector that runs and does not answer is a warning`() {
    let finding = Self.collector(.process(17), .failure(.init(description: "nobody answers there")))
    #expect(finding.verdict == .warning)
    #expect(finding.found.hasSuffix("nobody answers there"))
    #expect(Self.collector(.process(17), nil).found.hasSuffix("no answer in time"))
    #expect(Self.collector(.nobody, nil).found.hasPrefix("none runs"))
  }

  @Test(
    arguments: [
      (180, .interval, .process(1), 3600, .ok), (181, .interval, .process(1), 3600, .problem),
      (9000, .stop, .process(1), 60, .ok), (9000, .stop, .process(1), 181, .problem),
      (9000, .stop, .nobody, 0, .ok), (5, .interval, .nobody, 0, .warning), (5, .start, .nobody, 0, .warning),
      (5, .fault, .unknown("x"), 0, .ok), (-9000, .interval, .process(1), 3600, .ok),
    ] as [(Int64, LedgerEntry.Kind, LockProbe.Holder, Int64, Verdict)]
  )
  func `A ledger has an entry each minute while a collector runs, and a stop at the end`(
    age: Int64,
    kind: LedgerEntry.Kind,
    holder: LockProbe.Holder,
    runs: Int64,
    verdict: Verdict
  ) {
    let end = LedgerEnd.entry(time: Self.now - age * Self.second, kind: kind)
    let finding = Self.ledger(end, holder, started: Self.now - runs * Self.second)
    #expect(finding.verdict == verdict)
    #expect((finding.advice != nil) == (verdict != .ok))
  }

  @Test func `A ledger without an entry is a problem only after a while`() {
    #expect(Self.ledger(.none, .nobody).verdict == .ok)
    #expect(Self.ledger(.none, .process(1), started: Self.now - 180 * Self.second).verdict == .ok)
    #expect(Self.ledger(.none, .process(1), started: Self.now - 181 * Self.second).verdict == .problem)
  }

  @Test func `A ledger that can't be read is a warning`() {
    let finding = Self.ledger(.unreadable("Permission denied"), .process(1))
    #expect(finding.verdict == .warning)
    #expect(finding.advice?.contains("decklog audit") == true)
  }
}
