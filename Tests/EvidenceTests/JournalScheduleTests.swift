import Foundation
import Testing
import TestSupport

@testable import Evidence

struct JournalScheduleTests {
  /// `SCHEDULES` asks for more of them, and `FIRST_SCHEDULE` for others.
  private static let count = number("SCHEDULES") ?? LongTests.count(short: 300, whole: 10_000)
  private static let first = number("FIRST_SCHEDULE") ?? 0

  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
  }

  @Test func `Each line is there once after any schedule of commits, crashes, rotations and other writers`()
    throws
  {
    for seed in Self.first..<Self.first + Self.count {
      var schedule = try JournalSchedule(seed: seed)
      do {
        try schedule.play(steps: 20)
      } catch {
        Issue.record("schedule \(seed): \(error)")
      }
    }
  }
}
