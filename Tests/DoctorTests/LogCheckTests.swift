import Testing

@testable import Doctor

struct LogCheckTests {
  private static func log(
    _ name: String,
    _ driver: String = "json-file",
    _ options: [String: String] = ["max-size": "10m", "max-file": "5"],
    rotates: Bool = true,
    fault: String? = nil
  ) -> ContainerLog {
    ContainerLog(name: name, driver: driver, options: options, rotates: rotates, fault: fault)
  }

  private static func findings(_ logs: ContainerLog..., unknown: Int = 0, isLocal: Bool = true) -> [String:
    Finding]
  {
    let probe = LogProbe(logs: logs, unknown: unknown)
    return [
      "log-driver": LogDriverCheck().judge(probe), "log-rotation": LogRotationCheck().judge(probe),
      "log-source": LogSourceCheck().judge((logs: logs, isLocal: isLocal)),
    ].compactMapValues(\.self)
  }

  @Test func `Readable files that rotate are ok`() {
    let findings = Self.findings(Self.log("a"), Self.log("b"))
    #expect(findings.values.map(\.verdict) == [.ok, .ok, .ok])
    #expect(findings["log-driver"]?.found == "2 with json-file")
    #expect(findings["log-source"]?.found == "from the engine's files")
  }

  @Test func `Without containers there is no finding`() {
    #expect(Self.findings().isEmpty)
  }

  @Test func `A log that nobody can read is a problem`() {
    let findings = Self.findings(
      Self.log("a"),
      Self.log("mute", "none", [:], rotates: false, fault: "the engine names no file")
    )
    #expect(findings["log-driver"]?.verdict == .problem)
    #expect(findings["log-driver"]?.found == "1 with json-file, 1 with none; nothing can be read of mute")
    #expect(findings["log-driver"]?.advice?.contains(#"max-size: "10m", max-file: "5""#) == true)
  }

  @Test(arguments: [("local", "slower"), ("journald", "journal's rate"), ("syslog", "engine's own copy")])
  func `Other drivers are a warning that explains the consequences`(driver: String, meaning: String) {
    let findings = Self.findings(Self.log("a"), Self.log("b", driver, [:], fault: "the engine names no file"))
    #expect(findings["log-driver"]?.verdict == .warning)
    #expect(findings["log-driver"]?.found.contains("1 with \(driver)") == true)
    #expect(findings["log-driver"]?.found.contains(meaning) == true)
  }

  @Test(arguments: ["json-file", "local", "journald"])
  func `An engine that may drop lines by itself is a warning`(driver: String) {
    let options = ["max-size": "10m", "max-file": "5", "mode": "non-blocking"]
    let finding = Self.findings(Self.log("a"), Self.log("b", driver, options))["log-driver"]
    #expect(finding?.verdict == .warning)
    #expect(finding?.found.contains("the engine itself silently drops lines") == true)
    #expect(finding?.found.contains("(mode=non-blocking): b") == true)
    #expect(finding?.advice?.contains("`max-buffer-size`") == true)
    let blocking = Self.findings(Self.log("a", "json-file", options.merging(["mode": "blocking"]) { $1 }))
    #expect(blocking["log-driver"]?.verdict == .ok)
  }

  @Test func `A log that can't be read doesn't hide what else is wrong`() {
    let mute = Self.log("mute", "none", [:], rotates: false, fault: "the engine names no file")
    let finding = Self.findings(
      mute,
      Self.log("l", "local", [:], fault: "the engine names no file"),
      unknown: 1
    )["log-driver"]
    #expect(finding?.verdict == .problem)
    for text in [
      "nothing can be read of mute", "which is slower", "1 of 3 containers could not be inspected",
    ] {
      #expect(finding?.found.contains(text) == true)
    }
  }

  @Test func `Containers that could not be inspected are counted`() {
    let findings = Self.findings(Self.log("a"), unknown: 3)
    #expect(findings["log-driver"]?.verdict == .warning)
    #expect(findings["log-driver"]?.found == "1 with json-file; 3 of 4 containers could not be inspected")
    #expect(Self.findings(unknown: 3)["log-driver"]?.found == "3 of 3 containers could not be inspected")
  }

  @Test func `Unreadable files are a warning only if they rotate`() {
    let closed = "Permission denied"
    let rotating = Self.findings(Self.log("a"), Self.log("b", fault: closed))["log-source"]
    #expect(rotating?.verdict == .warning)
    #expect(rotating?.found.hasPrefix("1 of 2 through the engine's API") == true)
    #expect(rotating?.found.hasSuffix("(Permission denied)") == true)
    #expect(rotating?.advice?.contains("deploy/read-files.conf") == true)
    let growing = Self.findings(Self.log("b", "json-file", [:], rotates: false, fault: closed))["log-source"]
    #expect(growing?.verdict == .ok)
    #expect(growing?.advice != nil)
    #expect(
      Self.findings(Self.log("b", fault: "the engine names no file"))["log-source"]?.found.contains(
        "names no file"
      ) == true
    )
  }

  @Test func `Files of another host can't be read from here`() {
    let finding = Self.findings(Self.log("a", fault: "x"), isLocal: false)["log-source"]
    #expect(finding?.verdict == .ok)
    #expect(finding?.found.contains("another host") == true)
  }

  @Test(
    arguments: [
      ("json-file", [:], false, .warning, "without max-size"),
      ("json-file", ["max-size": "-1"], false, .warning, "without max-size"),
      ("json-file", ["max-size": "10m"], true, .warning, "max-file under 5"),
      ("json-file", ["max-size": "10m", "max-file": "4"], true, .warning, "max-file under 5"),
      ("json-file", ["max-size": "10m", "max-file": "5"], true, .ok, "each log has a max-size"),
      ("json-file", ["max-size": "999k", "max-file": "5"], true, .warning, "max-size under 1 MB"),
      ("json-file", ["max-size": "1m", "max-file": "5"], true, .ok, "each log has a max-size"),
      ("local", [:], true, .ok, "each log has a max-size"),
      ("local", ["max-size": "-1"], false, .warning, "without max-size"),
      ("local", ["max-file": "2"], true, .warning, "max-file under 5"),
    ] as [(String, [String: String], Bool, Verdict, String)]
  )
  func `Logs have to rotate, and not too soon`(
    driver: String,
    options: [String: String],
    rotates: Bool,
    verdict: Verdict,
    found: String
  ) {
    let finding = Self.findings(Self.log("name", driver, options, rotates: rotates))["log-rotation"]
    #expect(finding?.verdict == verdict)
    #expect(finding?.found.contains(found) == true)
    #expect((finding?.advice?.contains("/etc/docker/daemon.json") == true) == (verdict == .warning))
  }

  @Test func `Each fault names the containers that have it`() {
    let finding = Self.findings(
      Self.log("a", "json-file", [:], rotates: false),
      Self.log("b", "json-file", ["max-size": "10k"]),
      Self.log("c")
    )["log-rotation"]
    #expect(finding?.found.contains("the disk is full: a; max-size under 1 MB") == true)
    #expect(finding?.found.hasSuffix("deleted: b") == true)
  }

  @Test func `Drivers without files have no rotation`() {
    #expect(
      Self.findings(Self.log("a", "journald", [:], fault: "the engine names no file"))["log-rotation"] == nil
    )
  }

  @Test(
    arguments: [
      ("10m", 10_000_000), ("10MB", 10_000_000), ("1.5k", 1500), ("512", 512), ("2 g", 2_000_000_000),
      ("7b", 7),
      ("1t", 1_000_000_000_000), ("", nil), ("m", nil), ("10x", nil), ("1.2.3k", nil),
      ("99999999999999p", nil),
    ] as [(String, Int?)]
  )
  func `Sizes are read as Docker reads them`(text: String, bytes: Int?) {
    #expect(LogRotationCheck.size(text) == bytes)
  }
}
