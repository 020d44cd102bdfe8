import Basics
import Foundation
import Testing
import TestSupport

@testable import Evidence

/// A disk that fails with EIO.
struct WriteErrorTests {
  private let directory: ScratchDirectory
  private let settings: JournalSettings

  init() throws {
    directory = try ScratchDirectory()
    settings = JournalRig.settings(directory.path)
  }

  @Test(arguments: 0..<12, [1, 2, 5])
  func `A write that fails is made again, and each line is there once`(write: Int, times: Int) throws {
    let plan = FailpointPlan(passes: write, failures: times)
    var errors = 0
    try Failpoint.$plan.withValue(plan) {
      var rig = try JournalRig(settings)
      for number in 0..<6 {
        // Accepted once; what is accepted is delivered until the disk takes it.
        var unit = JournalRig.unit("line \(number)\n", "record \(number)\n", change: "\(number)")
        unit.ledger = Array("entry \(number)\n".utf8)
        try rig.journal.prepare(unit)
        while true {
          do {
            try rig.journal.deliver()
            break
          } catch let error as EvidenceError {
            #expect(error.code == .failed && error.message.contains("Input/output error"))
            errors += 1
          }
        }
      }
    }
    #expect(errors == times)
    let expected = { (what: String) in (0..<6).map { "\(what) \($0)\n" }.joined() }
    #expect(try FileContent.text(settings.logFile) == expected("line"))
    #expect(try FileContent.text(settings.recordFile) == expected("record"))
    #expect(try FileContent.text(settings.ledgerFile) == expected("entry"))
  }

  @Test(arguments: 0..<12)
  func `A disk that fails until the process ends has each line once after the next start`(write: Int) throws {
    try Failpoint.$plan.withValue(FailpointPlan(passes: write, failures: .max)) {
      var rig = try JournalRig(settings)
      for number in 0..<6 where !rig.journal.isInFlight {
        try rig.journal.prepare(
          JournalRig.unit("line \(number)\n", "record \(number)\n", change: "\(number)")
        )
        for _ in 0..<3 where rig.journal.isInFlight { try? rig.journal.deliver() }
      }
    }
    let rig = try JournalRig(settings)
    let count = rig.state.count
    #expect(count == min(6, write / 2 + 1))
    let expected = { (what: String) in (0..<count).map { "\(what) \($0)\n" }.joined() }
    #expect(try FileContent.text(settings.logFile) == expected("line"))
    #expect(try FileContent.text(settings.recordFile) == expected("record"))
  }

  /// - Parameter write: the first that fails: the log's, or the records'.
  @Test(arguments: [0, 1], ["another boot", nil])
  func `A disk that fails at many starts doesn't fill the ring`(write: Int, boot: String?) throws {
    let long = String(repeating: "x", count: settings.ringCapacity / 16)
    try Failpoint.$plan.withValue(FailpointPlan(passes: write, failures: .max)) {
      var rig = try JournalRig(settings)
      try rig.journal.prepare(JournalRig.unit("line \(long)\n", "record \(long)\n", change: "0"))
      #expect(throws: EvidenceError.self) { try rig.journal.deliver() }
    }
    try BootID.$assumed.withValue(boot) {
      for _ in 0..<40 {
        Failpoint.$plan.withValue(FailpointPlan(failures: .max)) {
          let error = #expect(throws: EvidenceError.self) { _ = try JournalRig(settings) }
          #expect(error?.message.contains("Input/output error") == true)
        }
      }
      let rig = try JournalRig(settings)
      #expect(rig.state == Array("0".utf8))
    }
    #expect(try FileContent.text(settings.logFile) == "line \(long)\n")
    #expect(try FileContent.text(settings.recordFile) == "record \(long)\n")
  }
}
