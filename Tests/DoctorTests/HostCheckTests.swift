import Basics
import DockerEngine
import Files
import Glibc
import ServiceBus
import Testing

@testable import Doctor

struct HostCheckTests {
  private struct Store: ConsumerProbe {
    let name = "store"

    func bytesBehind() async throws -> Int { 0 }
  }

  @Test(
    arguments: [
      (.synchronized, .ok), (.drifting, .warning), (.unknown("Operation not permitted"), .skipped),
    ] as [(ClockCheck.Values, Verdict)]
  )
  func `A clock is synchronised, drifting or unknown`(facts: ClockCheck.Values, verdict: Verdict) {
    #expect(ClockCheck().finding(facts).verdict == verdict)
  }

  @Test(
    arguments: [
      (OpenFiles.least, 0, .ok), (OpenFiles.least - 1, 0, .problem), (OpenFiles.least + 960, 160, .ok),
      (OpenFiles.least + 959, 160, .problem), (Int.max, 100_000, .ok),
    ] as [(Int, Int, Verdict)]
  )
  func `Each container may take six descriptors`(hard: Int, containers: Int, verdict: Verdict) {
    let facts = LimitProbe(isCollector: true, openFiles: .init(soft: 1024, hard: hard))
    let finding = OpenFilesCheck().finding((limits: facts, containers: containers))
    #expect(finding.verdict == verdict)
    #expect((finding.advice?.contains("LimitNOFILE=65536") == true) == (verdict == .problem))
    #expect(finding.found.hasPrefix("the collector may have"))
  }

  @Test(
    arguments: [
      (true, 0, .warning, "runs as root"), (true, 998, .ok, "the collector runs as user 998"),
      (false, 0, .ok, "does not see"), (false, 998, .ok, "this runs as user 998"), (false, nil, .skipped, ""),
    ] as [(Bool, UInt32?, Verdict, String)]
  )
  func `A collector need not be root`(isCollector: Bool, user: UInt32?, verdict: Verdict, found: String) {
    let finding = UserCheck().finding(LimitProbe(isCollector: isCollector, user: user))
    #expect(finding.verdict == verdict)
    #expect(found.isEmpty || finding.found.contains(found))
  }

  @Test(arguments: [(15, .warning), (16, .ok), (128, .ok), (nil, .skipped)] as [(Int?, Verdict)])
  func `Few inotify instances are a warning`(instances: Int?, verdict: Verdict) {
    let finding = InotifyCheck().finding(instances)
    #expect(finding.verdict == verdict)
    #expect((finding.advice?.contains("sysctl") == true) == (verdict == .warning))
  }

  @Test func `Unknown limits are skipped`() {
    #expect(
      OpenFilesCheck().finding((limits: LimitProbe(isCollector: false), containers: 3)).verdict == .skipped
    )
  }

  @Test(
    arguments: [
      (
        "Max open files            1024                 524288               files",
        .init(soft: 1024, hard: 524_288)
      ),
      ("Max cpu time  1 2 s\nMax open files  1024  unlimited  files\n", .init(soft: 1024, hard: .max)),
      ("Max open files", nil), ("Max processes  1 2", nil), ("", nil), ("Max open files a b", nil),
    ] as [(String, LimitProbe.OpenFiles?)]
  )
  func `The kernel's table of limits is read`(text: String, limit: LimitProbe.OpenFiles?) {
    #expect(LimitProbe.openFiles(text) == limit)
  }

  @Test func `The limits of this process are read`() {
    let facts = LimitProbe(of: getpid())
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    #expect(facts.openFiles?.hard == Int(clamping: limit.rlim_max))
    #expect(facts.user == geteuid())
  }

  @Test func `A process that is gone has no limits`() {
    let facts = LimitProbe(of: .max)
    #expect(facts.openFiles == nil)
    #expect(facts.user == nil)
  }

  @Test(
    arguments: [
      (.answered, true, .ok, "is served"), (.silent, true, .warning, "does not answer"),
      (.failed(ENOENT), true, .warning, "there is no socket"),
      (.failed(ENOENT), false, .skipped, "there is none"),
      (.failed(ENOTDIR), false, .warning, "there is no socket"),
      (.failed(ECONNREFUSED), false, .warning, "nobody listens"),
      (.failed(EACCES), true, .warning, "may not be opened"), (.failed(ENOTSOCK), true, .warning, "socket"),
    ] as [(BusProbe.Outcome, Bool, Verdict, String)]
  )
  func `A bus is served or not`(outcome: BusProbe.Outcome, isNamed: Bool, verdict: Verdict, found: String) {
    let socket = BusCheck.Socket(path: "/run/bus.sock", outcome: outcome, isNamed: isNamed)
    let finding = BusCheck().finding(.tried(socket))
    #expect(finding.verdict == verdict)
    #expect(finding.found.contains(found))
    #expect((finding.advice != nil) == (verdict == .warning))
  }

  @Test func `A bus that may not be opened names the group that would help`() {
    let ownership = SocketOwnership(owner: "root", group: "decnet", mode: 0o660)
    let finding = BusCheck().finding(
      .tried(.init(path: "/run/bus.sock", outcome: .failed(EACCES), ownership: ownership, isNamed: true))
    )
    #expect(finding.found.contains("(root:decnet, mode 0660)"))
    #expect(finding.advice?.contains("usermod -aG decnet USER") == true)
  }

  @Test(
    arguments: [
      (.off, .ok), (.unusable("DECNET_BUS_TYPE is wrong"), .warning),
    ] as [(BusCheck.Values, Verdict)]
  )
  func `The settings may say that there is no bus`(values: BusCheck.Values, verdict: Verdict) {
    #expect(BusCheck().finding(values).verdict == verdict)
  }

  @Test(arguments: [(0, .ok), (8 << 20, .ok), ((8 << 20) + 1, .warning)] as [(Int, Verdict)])
  func `A reader may be behind a little`(bytes: Int, verdict: Verdict) {
    #expect(ConsumerCheck(Store()).finding(.success(bytes)).verdict == verdict)
  }

  @Test func `A reader without a position is reported`() {
    let late = Finding.late("consumer", "store")
    #expect(late.verdict == .problem)
    #expect(late.found == "store: no answer within 5 seconds")
    let fault = ConsumerCheck(Store()).finding(.failure(CancellationError()))
    #expect(fault.verdict == .warning)
    #expect(fault.found == "store: CancellationError()")
  }

  @Test func `Rotated files must not grow`() {
    #expect(RotatedFilesCheck().finding(GrowingFiles(count: 2, growing: [])).verdict == .ok)
    let finding = RotatedFilesCheck().finding(GrowingFiles(count: 2, growing: ["/a b.1"]))
    #expect(finding.verdict == .warning)
    #expect(finding.advice?.contains("`sudo fuser -v '/a b.1'`") == true)
  }
}
