import Testing

@testable import Doctor

struct IntegrationCheckTests {
  private static func user(
    _ process: Int32,
    _ command: String,
    name: String = "python3",
    target: FileUsers.User.Target = .log,
    writes: Bool = true,
    position: Int = 0
  ) -> FileUsers.User {
    FileUsers.User(
      process: process,
      name: name,
      command: command,
      target: target,
      writes: writes,
      position: position
    )
  }

  private static let own = user(7, "/usr/local/bin/decklog collect", name: "decklog")
  private static let other = user(8, "/opt/decnet/bin/python /opt/decnet/bin/decnet collect")
  private static let rsyslog = user(9, "/usr/sbin/rsyslogd -n", name: "rsyslogd")
  private static let held = LockProbe(holder: .process(7))

  private static func collectors(
    _ users: FileUsers,
    _ lock: LockProbe = held,
    lines: RepeatedLines? = nil
  ) -> Finding {
    SecondCollectorCheck().finding(.init(users: users, lock: lock, lines: lines))
  }

  @Test func `A second collector is a problem while decklog runs, and a warning before`() {
    let users = FileUsers(users: [Self.own, Self.other, Self.other, Self.rsyslog])
    let finding = Self.collectors(users)
    #expect(finding.verdict == .problem)
    #expect(finding.found == "also open for writing by process 8 (\(Self.other.command))")
    let before = Self.collectors(FileUsers(users: [Self.other]), LockProbe(holder: .nobody))
    #expect(before.verdict == .warning)
  }

  @Test func `Repeated lines reveal a hidden collector`() {
    let lines = RepeatedLines(ours: 9, others: 5, repeated: 4)
    let finding = Self.collectors(FileUsers(users: [Self.own]), lines: lines)
    #expect(finding.verdict == .problem)
    #expect(finding.found == "4 of the last 5 lines of others in the log repeat lines of ours")
  }

  @Test func `The collector itself, readers and other writers are ok`() {
    let lines = RepeatedLines(ours: 9, others: 5, repeated: 0)
    let reader = Self.user(10, "tail collect", writes: false)
    let users = FileUsers(users: [Self.own, Self.rsyslog, reader])
    let finding = Self.collectors(users, lines: lines)
    #expect(finding.verdict == .ok)
    #expect(finding.found.hasPrefix("also written by process 9 (/usr/sbin/rsyslogd -n); none of 5"))
    // A lock whose file doesn't say who has it.
    let unnamed = Self.collectors(users, LockProbe(holder: .process(nil)), lines: lines)
    #expect(unnamed.verdict == .ok)
    // In a container it has another number there than here.
    let namespaced = Self.collectors(users, LockProbe(holder: .process(1)), lines: lines)
    #expect(namespaced.verdict == .ok)
  }

  @Test func `Hidden processes are reported`() {
    let users = FileUsers(users: [], hidden: 3, isCut: true)
    let finding = Self.collectors(users)
    #expect(finding.verdict == .skipped)
    #expect(finding.found.contains("3 processes hide their files"))
    #expect(IngesterCheck().finding((users: users, lock: Self.held)).found.contains("3 processes"))
  }

  @Test(
    arguments: [
      (0, .warning), ((100 << 20) - ConsumerCheck.lag - 1, .warning), ((100 << 20) - ConsumerCheck.lag, .ok),
      (200 << 20, .ok), (.max, .ok),
    ] as [(Int, Verdict)]
  )
  func `A reader may be behind a little`(position: Int, verdict: Verdict) {
    let reader = Self.user(8, "decnet ingest", target: .records, writes: false, position: position)
    let users = FileUsers(users: [reader, Self.rsyslog], recordSize: 100 << 20)
    #expect(IngesterCheck().finding((users: users, lock: Self.held)).verdict == verdict)
  }

  @Test func `Of several readers of a process the foremost counts`() {
    let readers = [0, 100 << 20].map {
      Self.user(8, "decnet api", target: .records, writes: false, position: $0)
    }
    let finding = IngesterCheck().finding(
      (users: FileUsers(users: readers, recordSize: 100 << 20), lock: Self.held)
    )
    #expect(finding.verdict == .ok)
    #expect(finding.found == "process 8 (decnet api) is 0 bytes behind the records")
  }

  @Test func `Writers and decklog itself are no ingesters`() {
    let users = FileUsers(
      users: [
        Self.user(7, "decklog collect", target: .records, writes: false),
        Self.user(11, "decklog export", name: "decklog", target: .records, writes: false),
        Self.user(12, "x", target: .records), Self.user(13, "y", writes: false),
      ],
      recordSize: .max
    )
    #expect(IngesterCheck().finding((users: users, lock: Self.held)).verdict == .skipped)
  }

  @Test func `Of many collectors five are listed, and hostile names are harmless`() {
    let users = (1...9).map { Self.user($0, "a\u{1B}[2J collect \(String(repeating: "x", count: 5000))") }
    let finding = Self.collectors(FileUsers(users: users))
    #expect(finding.found.hasSuffix("and 3 more"))
    #expect(!finding.found.contains("\u{1B}"))
    #expect(finding.found.utf8.count < 1000)
  }
}
