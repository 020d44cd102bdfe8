import Logging
import Testing
import TestSupport

@testable import Collector

struct FaultLogTests {
  private let faults: FaultLog
  private let log: LogRecorder.Lines

  init() {
    let (logger, lines) = LogRecorder.make()
    faults = FaultLog(logger)
    log = lines
  }

  @Test func `A repeated fault is logged once`() {
    for _ in 0..<5 { faults.report("engine", "no answer") }
    #expect(log.all == ["warning: no answer"])
  }

  @Test func `A fault is logged at its own level`() {
    faults.report("engine", "no answer", level: .error)
    #expect(log.all == ["error: no answer"])
  }

  @Test func `Another message of the same subject is logged`() {
    faults.report("engine", "no answer")
    faults.report("engine", "refused")
    faults.report("engine", "refused")
    #expect(log.all == ["warning: no answer", "warning: refused"])
    #expect(faults["engine"] == "refused")
  }

  @Test func `A fault that shows in two ways is logged once in each, however often they alternate`() {
    for _ in 0..<50 {
      faults.report("files", "cannot open a")
      faults.report("files", "cannot write b")
    }
    #expect(log.all == ["warning: cannot open a", "warning: cannot write b"])
    faults.clear("files", "writing again")
    #expect(log.all.last == "info: writing again (after 100 faults)")
  }

  @Test func `Only so many messages of a fault are remembered`() {
    for number in 0..<100 { faults.report("engine", "fault \(number)") }
    #expect(log.all.count == 100)
    faults.report("engine", "fault 99")
    #expect(log.all.count == 100)
    faults.report("engine", "fault 0")
    #expect(log.all.count == 101)
  }

  @Test func `Subjects don't silence each other`() {
    faults.report("a", "no answer")
    faults.report("b", "no answer")
    #expect(log.all.count == 2)
  }

  @Test func `The end of a fault is logged with the number of repetitions`() {
    for _ in 0..<3 { faults.report("engine", "no answer") }
    faults.clear("engine", "it answers")
    #expect(log.all == ["warning: no answer", "info: it answers (after 3 faults)"])
  }

  @Test func `What happened once is not counted`() {
    faults.report("engine", "no answer")
    faults.clear("engine", "it answers")
    #expect(log.all.last == "info: it answers")
  }

  @Test func `Without a fault, no end is logged`() {
    faults.clear("engine", "it answers")
    faults.report("engine", "no answer")
    faults.clear("engine", "it answers")
    faults.clear("engine", "it answers")
    #expect(log.all == ["warning: no answer", "info: it answers"])
  }

  @Test func `A fault that comes again is logged again`() {
    faults.report("engine", "no answer")
    faults.clear("engine", "it answers")
    faults.report("engine", "no answer")
    #expect(log.all.count == 3)
  }

  @Test func `A forgotten subject begins anew`() {
    faults.report("a", "no answer")
    faults.forget("a")
    faults.clear("a", "it answers")
    faults.report("a", "no answer")
    #expect(log.all == ["warning: no answer", "warning: no answer"])
  }
}
