import Foundation
import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import TestSupport

@testable import Systemd

@Suite("What systemd is told", .timeLimit(.minutes(Patience.minutes(5))))
struct SystemdNotifierTests {
  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private static func notifier(
    _ environment: [String: String],
    interval: Duration = .milliseconds(20),
    status: @escaping @Sendable () async -> String = { "" },
    isAlive: @escaping @Sendable () async -> Bool = { true }
  ) -> SystemdNotifier {
    SystemdNotifier(
      environment: environment,
      interval: interval,
      logger: logger,
      status: status,
      isAlive: isAlive
    )
  }

  /// Runs a notifier for as long as `body` takes.
  private static func whileRunning(
    _ notifier: SystemdNotifier,
    _ body: () async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask { try await notifier.run() }
      try await body()
      group.cancelAll()
    }
  }

  @Test(arguments: [false, true])
  func `A service is ready once, at a path and in the abstract namespace`(isAbstract: Bool) async throws {
    let folder = try ScratchDirectory()
    let manager = try ManagerSocket(isAbstract ? "@decklog-\(UUID().uuidString)" : folder.file("n"))
    let notifier = Self.notifier(["NOTIFY_SOCKET": manager.name])
    #expect(notifier.isEnabled)
    notifier.ready()
    notifier.ready()
    #expect(manager.receive() == "READY=1")
    #expect(manager.receive() == nil)
  }

  @Test(
    arguments: [nil, "", "@", "/", "vsock:2:1", "relative", "x\u{0}"]
  )
  func `Without a usable socket nothing is sent`(name: String?) async throws {
    let notifier = Self.notifier(name.map { ["NOTIFY_SOCKET": $0] } ?? [:])
    notifier.ready()
    notifier.stopping()
    #expect(!notifier.isEnabled)
    try await Self.whileRunning(notifier) {}
  }

  @Test(arguments: [(107, true), (108, false)])
  func `A path is taken up to what fits`(length: Int, isTaken: Bool) {
    #expect((NotifySocket("/" + String(repeating: "x", count: length - 1)) != nil) == isTaken)
  }

  @Test func `A shutdown is reported at once, and only once`() async throws {
    let folder = try ScratchDirectory()
    let manager = try ManagerSocket(folder.file("n"))
    let notifier = Self.notifier(["NOTIFY_SOCKET": manager.name])
    let group = ServiceGroup(services: [notifier], logger: Self.logger)
    try await withThrowingTaskGroup { tasks in
      tasks.addTask { try await group.run() }
      #expect(try await manager.next() == "STATUS=")
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
    #expect(manager.receive() == "STOPPING=1")
    notifier.stopping()
    #expect(manager.receive() == nil)
  }

  @Test func `A status is sent when it has changed`() async throws {
    let folder = try ScratchDirectory()
    let manager = try ManagerSocket(folder.file("n"))
    let asked = Mutex(0)
    let status: @Sendable () async -> String = {
      let count = asked.withLock { asked in
        asked += 1
        return asked
      }
      return count <= 5 ? "one" : "two"
    }
    try await Self.whileRunning(Self.notifier(["NOTIFY_SOCKET": manager.name], status: status)) {
      () async throws in
      #expect(try await manager.next() == "STATUS=one")
      #expect(try await manager.next() == "STATUS=two")
    }
  }

  @Test(
    arguments: [
      ("a\nREADY=1", "STATUS=a READY=1"), ("a\u{0}\u{1B}[2J", "STATUS=a  [2J"),
      (String(repeating: "x", count: 400), "STATUS=" + String(repeating: "x", count: 400)),
      (String(repeating: "x", count: 401), "STATUS=" + String(repeating: "x", count: 400) + "…"),
    ]
  )
  func `A status is one line, and bounded`(status: String, line: String) {
    #expect(SystemdNotifier.line(status) == line)
  }

  @Test(
    arguments: [
      ([:], nil), (["WATCHDOG_USEC": "30000000"], .seconds(15)),
      (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "17"], .seconds(15)),
      (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "18"], nil),
      (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "x"], nil), (["WATCHDOG_USEC": "2"], .microseconds(1)),
      (["WATCHDOG_USEC": "1"], nil), (["WATCHDOG_USEC": "0"], nil), (["WATCHDOG_USEC": "-5"], nil),
      (["WATCHDOG_USEC": "1e6"], nil), (["WATCHDOG_USEC": "99999999999999999999"], nil),
    ] as [([String: String], Duration?)]
  )
  func `The watchdog is fed at half of what is allowed, where it is meant for us`(
    environment: [String: String],
    interval: Duration?
  ) {
    #expect(WatchdogInterval.read(environment, process: 17) == interval)
  }

  @Test func `The watchdog is fed for as long as the service is alive`() async throws {
    let folder = try ScratchDirectory()
    let manager = try ManagerSocket(folder.file("n"))
    let isAlive = Mutex(true)
    let asked = Mutex(0)
    let environment = [
      "NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "20000", "WATCHDOG_PID": "\(getpid())",
    ]
    let notifier = Self.notifier(environment) {
      ""
    } isAlive: {
      asked.withLock { $0 += 1 }
      return isAlive.withLock { $0 }
    }
    try await Self.whileRunning(notifier) {
      for _ in 0..<3 { _ = try await manager.next("WATCHDOG=1") }
      isAlive.withLock { $0 = false }
      // One may be under way.
      let before = asked.withLock { $0 }
      try await eventually("it is asked again") { asked.withLock { $0 } >= before + 2 }
      while manager.receive() != nil {}
      try await eventually("it is asked four times more") { asked.withLock { $0 } >= before + 6 }
      #expect(manager.receive() == nil)
      isAlive.withLock { $0 = true }
      #expect(try await manager.next() == "WATCHDOG=1")
    }
  }

  @Test func `A slow manager gets pending messages later, of status lines only the newest`()
    async throws
  {
    let folder = try ScratchDirectory()
    let manager = try ManagerSocket(folder.file("n"))
    // Its queue is as long as the system allows.
    let socket = try #require(NotifySocket(manager.name))
    while socket.send("X=1") == 0 {}
    let notifier = Self.notifier(["NOTIFY_SOCKET": manager.name], interval: .seconds(3600))
    notifier.ready()
    try await Self.whileRunning(notifier) { () async throws in
      while manager.receive() == "X=1" {}
      #expect(try await manager.next() == "READY=1")
      #expect(try await manager.next() == "STATUS=")
    }
  }

  @Test func `A manager that has gone costs nothing`() throws {
    let folder = try ScratchDirectory()
    let notifier = Self.notifier(["NOTIFY_SOCKET": folder.file("n")])
    for _ in 0..<1_000 { notifier.ready() }
    let manager = try ManagerSocket(folder.file("n"))
    notifier.stopping()
    #expect(manager.receive() == "STOPPING=1")
  }
}
