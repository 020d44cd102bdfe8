import Foundation
import Testing

@testable import Evidence

struct JournalScheduleTests {
  /// `SCHEDULES` asks for more of them.
  private static let count = ProcessInfo.processInfo.environment["SCHEDULES"].flatMap(UInt64.init) ?? 1000

  @Test("each line is there once after any schedule of commits, crashes, rotations and other writers")
  func schedules() throws {
    for seed in 0..<Self.count {
      var schedule = try JournalSchedule(seed: seed)
      do {
        try schedule.play(steps: 20)
      } catch {
        Issue.record("schedule \(seed): \(error)")
      }
    }
  }
}
