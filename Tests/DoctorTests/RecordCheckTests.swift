import Evidence
import Testing

@testable import Doctor

struct RecordCheckTests {
  private static let file = PathProbe(path: "/log/a.log", kind: .file)

  private static func findings(
    directory: PathProbe = PathProbe(path: "/log", kind: .directory),
    unsafe: String? = nil,
    files: [PathProbe] = [file]
  ) -> [Finding] {
    [
      LogDirectoryCheck().finding(.init(path: "/log", directory: directory, unsafeFileSystem: unsafe)),
      LogFilesCheck().finding(files),
    ]
  }

  private static func state(
    _ content: StateInspection,
    place: PathProbe = PathProbe(path: "/log/a.log.state", kind: .directory),
    lock: LockProbe = LockProbe(holder: .nobody)
  ) -> Finding {
    StateDirectoryCheck().finding(.init(path: "/log/a.log.state", place: place, content: content, lock: lock))
  }

  @Test func `A writable directory and files are ok`() {
    #expect(
      Self.findings() == [
        Finding.ok("/log"), Finding.ok("/log/a.log: regular, writable"),
      ]
    )
  }

  @Test func `Missing files that can be created are ok`() {
    let findings = Self.findings(
      directory: PathProbe(path: "/", kind: .directory),
      files: [PathProbe(path: "/log/a.log", kind: .missing, refusal: "x")]
    )
    #expect(findings.map(\.verdict) == [.ok, .ok])
    #expect(findings[0].found == "/log does not exist yet, but can be created")
    #expect(findings[1].found == "none exists yet")
  }

  @Test(
    arguments: [
      (
        PathProbe(path: "/log", kind: .directory, refusal: "Permission denied", owner: "/log belongs to x"),
        nil,
        "no files can be created in /log: Permission denied; /log belongs to x", "install -d"
      ),
      (
        PathProbe(path: "/", kind: .directory, refusal: "Read-only file system", owner: "/ belongs to x"),
        nil,
        "/log can't be created: Read-only file system", "install -d"
      ),
      (PathProbe(path: "/log", kind: .file), nil, "/log is not a directory", "--log-file"),
      (
        PathProbe(path: "/log", kind: .unknown("Permission denied")), nil, "can't be examined",
        "namei -l /log"
      ),
      (PathProbe(path: "/log", kind: .directory), "NFS", "/log is on NFS", "--allow-unsafe-file-system"),
    ] as [(PathProbe, String?, String, String)]
  )
  func `An unusable directory is a problem`(
    directory: PathProbe,
    unsafe: String?,
    found: String,
    advice: String
  ) {
    let finding = Self.findings(directory: directory, unsafe: unsafe)[0]
    #expect(finding.verdict == .problem)
    #expect(finding.found.contains(found))
    #expect(finding.advice?.contains(advice) == true)
  }

  @Test(
    arguments: [
      (PathProbe(path: "/log/a b", kind: .other), "not a regular file: /log/a b", "Move it away"),
      (PathProbe(path: "/log/a b", kind: .directory), "not a regular file", "Move it away"),
      (PathProbe(path: "/log/a b", kind: .unknown("x")), "not a regular file", "Move it away"),
      (
        PathProbe(path: "/log/a b", kind: .file, refusal: "no", owner: "it belongs to x"),
        "can't be written: /log/a b: no; it belongs to x",
        "`sudo chown USER '/log/a b'`"
      ),
    ]
  )
  func `An unusable file is a problem`(file: PathProbe, found: String, advice: String) {
    let finding = Self.findings(files: [Self.file, file])[1]
    #expect(finding.verdict == .problem)
    #expect(finding.found.contains(found))
    #expect(finding.advice?.contains(advice) == true)
  }

  @Test func `A usable state is ok`() {
    #expect(
      Self.state(.usable, lock: LockProbe(holder: .process(17)))
        == .ok(
          "/log/a.log.state: a start resumes from its checkpoint; process 17 has its lock"
        )
    )
    #expect(Self.state(.none).found.contains("no saved state"))
    #expect(Self.state(.none).verdict == .ok)
  }

  @Test func `An unusable state is a problem`() {
    let finding = Self.state(.unusable("checkpoint.A is of a later version (9)"))
    #expect(finding.verdict == .problem)
    #expect(finding.found.contains("later version"))
    #expect(finding.advice?.contains("--from beginning") == true)
  }

  @Test func `A damaged state is a warning, since a start resumes after what the log has`() {
    let finding = Self.state(.damaged("checkpoint.A: wrong checksum"))
    #expect(finding.verdict == .warning)
    #expect(finding.found.contains("wrong checksum"))
    #expect(finding.advice?.contains("what the log has") == true)
  }

  @Test(
    arguments: [
      (.nobody, .problem), (.process(1), .skipped), (.process(nil), .skipped), (.unknown("x"), .problem),
    ] as [(LockProbe.Holder, Verdict)]
  )
  func `A state that this user may not see is skipped while a collector runs`(
    holder: LockProbe.Holder,
    verdict: Verdict
  ) {
    #expect(Self.state(.unreadable("cannot open it"), lock: LockProbe(holder: holder)).verdict == verdict)
    let place = PathProbe(
      path: "/log",
      kind: .directory,
      refusal: "Permission denied",
      owner: "/log belongs to x"
    )
    let finding = Self.state(.none, place: place, lock: LockProbe(holder: holder))
    #expect(finding.verdict == verdict)
    #expect(finding.found.contains("can't be used: Permission denied; /log belongs to x"))
  }

  @Test func `A file at the state directory's path is a problem`() {
    #expect(Self.state(.none, place: PathProbe(path: "/log/a.log.state", kind: .file)).verdict == .problem)
  }

  @Test(
    arguments: [
      (2 << 30, 10 << 30, 0, 0, .ok), (1 << 30, 10 << 30, 0, 0, .ok),
      ((1 << 30) - 1, 2 << 30, 0, 0, .warning),
      (9 << 30, 100 << 30, 0, 0, .warning), (10 << 30, 100 << 30, 0, 0, .ok),
      (64 << 20, 10 << 30, 0, 0, .warning), ((64 << 20) - 1, 10 << 30, 0, 0, .problem),
      (0, 10 << 30, 0, 0, .problem), (5 << 30, 10 << 30, 9, 100, .warning), (5 << 30, 10 << 30, 10, 100, .ok),
      (5 << 30, 10 << 30, 0, 100, .problem),
    ] as [(Int, Int, Int, Int, Verdict)]
  )
  func `Free space is judged in bytes, percent and inodes`(
    free: Int,
    size: Int,
    freeInodes: Int,
    inodes: Int,
    verdict: Verdict
  ) {
    let facts = SpaceProbe(path: "/log", free: free, size: size, freeInodes: freeInodes, inodes: inodes)
    let finding = SpaceCheck.log.finding(facts)
    #expect(finding.verdict == verdict)
    #expect((finding.advice?.contains("df -h /log") == true) == (verdict != .ok))
    #expect(finding.found.contains("inodes") == (inodes > 0))
  }

  @Test func `A file system that reports no size is skipped`() {
    #expect(SpaceCheck.state.finding(nil).verdict == .skipped)
    #expect(SpaceCheck.state.finding(SpaceProbe(path: "/", free: 0, size: 0)).verdict == .skipped)
  }

  @Test(
    arguments: [
      (StateFileProbe(path: "/s", exists: false), nil, .ok, "does not exist"),
      (StateFileProbe(path: "/s", exists: true, fault: "no valid JSON"), nil, .problem, "no valid JSON"),
      (StateFileProbe(path: "/s", exists: true, containers: ["a"]), nil, .ok, "the engine's are unknown"),
      (
        StateFileProbe(path: "/s", exists: true, containers: ["a"]), ["a", "b"], .ok, "/s names 1 containers"
      ),
      (
        StateFileProbe(path: "/s", exists: true, containers: ["a", "c"]), ["b"], .warning, "none called a, c"
      ),
    ] as [(StateFileProbe, Set<String>?, Verdict, String)]
  )
  func `The state file is compared with the engine's names`(
    facts: StateFileProbe,
    names: Set<String>?,
    verdict: Verdict,
    found: String
  ) {
    let finding = StateFileCheck().finding((file: facts, names: names))
    #expect(finding.verdict == verdict)
    #expect(finding.found.contains(found))
    #expect((finding.advice != nil) == (verdict != .ok))
  }
}
