import Basics
import Logging
import Records
import Testing
import TestSupport

@testable import Dashboard

@Suite("Queries", .timeLimit(.minutes(Patience.minutes(5))))
struct QuerySchedulerTests {
  private static let question = Question.overview(.day, top: 10)

  /// Waits for what can be seen, not heard.
  private static func until(_ condition: () -> Bool) async throws {
    try await eventually("the scheduler is there", condition)
  }

  @Test func `Who asks the same at the same time, or a moment later, gets the same answer`() async throws {
    let source = ScriptedRecords(gate: Latch())
    try await QueryScheduler.whileRunning(source) { scheduler in
      let replies = try await withThrowingTaskGroup { group in
        for _ in 0..<16 { group.addTask { await scheduler.reply(to: Self.question) } }
        try await Self.until { source.calls == 1 }
        source.gate?.open()
        return try await group.reduce(into: Set<Reply>()) { $0.insert($1) }
      }
      #expect(replies.count == 1)
      #expect(await scheduler.reply(to: Self.question) == replies.first)
      #expect(source.calls == 1)
      _ = await scheduler.reply(to: .overview(.day, top: 11))
      #expect(source.calls == 2)
    }
  }

  @Test func `An answer that is kept gets old`() async throws {
    var limits = DashboardLimits.patient
    limits.cacheTime = .milliseconds(20)
    let source = ScriptedRecords()
    try await QueryScheduler.whileRunning(source, limits: limits) { scheduler in
      while source.calls < 2 { _ = await scheduler.reply(to: Self.question) }
    }
  }

  @Test func `Events and attackers are asked for anew each time, as is what failed`() async throws {
    let source = ScriptedRecords()
    try await QueryScheduler.whileRunning(source) { scheduler in
      for _ in 0..<3 { _ = await scheduler.reply(to: .events(StoreQuery(), .day, after: nil)) }
      #expect(source.calls == 3)
      source.fail(true)
      for _ in 0..<3 { #expect(await scheduler.reply(to: Self.question) == .failed) }
      #expect(source.calls == 6)
    }
  }

  @Test func `No more queries run at a time than may`() async throws {
    let source = ScriptedRecords(gate: Latch())
    try await QueryScheduler.whileRunning(source) { scheduler in
      try await withThrowingTaskGroup { group in
        for top in 1...20 { group.addTask { await scheduler.reply(to: .overview(.day, top: top)) } }
        try await Self.until { source.running == 4 }
        source.gate?.open()
        for try await reply in group {
          guard case .answer = reply else {
            Issue.record("\(reply)")
            continue
          }
        }
      }
      #expect(source.calls == 20)
      #expect(source.mostRunning == 4)
    }
  }

  @Test func `Questions beyond the limit are refused at once`() async throws {
    var limits = DashboardLimits.patient
    limits.pendingQuestions = 3
    let source = ScriptedRecords(gate: Latch())
    try await QueryScheduler.whileRunning(source, limits: limits) { scheduler in
      try await withThrowingTaskGroup { group in
        for top in 1...3 { group.addTask { await scheduler.reply(to: .overview(.day, top: top)) } }
        try await Self.until { source.running == 3 }
        #expect(await scheduler.reply(to: .status) == .busy)
        source.gate?.open()
        try await group.waitForAll()
      }
      guard case .answer = await scheduler.reply(to: .status) else {
        Issue.record("there is room again")
        return
      }
    }
  }

  @Test func `A query that takes too long is cancelled, and its place is free again`() async throws {
    var limits = DashboardLimits.patient
    limits.queryTime = .milliseconds(50)
    limits.concurrentQueries = 1
    let source = ScriptedRecords(gate: Latch())
    try await QueryScheduler.whileRunning(source, limits: limits) { scheduler in
      #expect(await scheduler.reply(to: Self.question) == .late)
      try await Self.until { source.running == 0 }
      source.gate?.open()
      while await scheduler.reply(to: .status) == .late {}
    }
  }

  @Test func `A query that can't be cancelled holds up nobody who asks, and only its own place`() async throws
  {
    var limits = DashboardLimits.patient
    limits.queryTime = .milliseconds(50)
    limits.concurrentQueries = 2
    let source = ScriptedRecords(gate: Latch(), honoursCancellation: false)
    try await QueryScheduler.whileRunning(source, limits: limits) { scheduler in
      for top in 1...6 { #expect(await scheduler.reply(to: .overview(.day, top: top)) == .late) }
      #expect(source.mostRunning == 2)
      source.gate?.open()
      while await scheduler.reply(to: .status) == .late {}
    }
  }

  @Test func `A failure is logged once for as long as it lasts`() async throws {
    let (logger, lines) = LogRecorder.make()
    let source = ScriptedRecords(isFailing: true)
    try await QueryScheduler.whileRunning(source, logger: logger) { scheduler in
      for _ in 0..<5 {
        #expect(await scheduler.reply(to: .events(StoreQuery(), .day, after: nil)) == .failed)
      }
      #expect(lines.all == ["warning: a query of the dashboard failed: Failure()"])
      source.fail(false)
      _ = await scheduler.reply(to: .events(StoreQuery(), .day, after: nil))
      source.fail(true)
      _ = await scheduler.reply(to: .events(StoreQuery(), .day, after: nil))
      #expect(lines.all.count == 2)
    }
  }

  @Test func `An attacker without events, and what is not an address, have no answer`() async throws {
    try await QueryScheduler.whileRunning(ScriptedRecords()) { scheduler in
      #expect(await scheduler.reply(to: .attacker("203.0.113.9", .day)) == .nothing)
      #expect(await scheduler.reply(to: .attacker("203.0.113.0/24", .day)) == .nothing)
      #expect(await scheduler.reply(to: .attacker("localhost", .day)) == .nothing)
    }
  }
}
