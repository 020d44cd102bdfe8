import Testing

@testable import Doctor

struct ReportTests {
  private static func report(_ verdicts: Verdict...) -> DoctorReport {
    DoctorReport(version: "1.2.3", findings: verdicts.map { Finding("engine", $0, "found", advice: "do") })
  }

  @Test(
    arguments: [
      ([], .ok, 0, 0), ([.ok], .ok, 0, 0), ([.ok, .skipped], .ok, 0, 0),
      ([.skipped, .warning, .ok], .warning, 0, 1),
      ([.problem, .warning], .problem, 2, 2), ([.ok, .problem, .skipped], .problem, 2, 2),
    ] as [([Verdict], Verdict, Int32, Int32)]
  )
  func `The worst finding decides, and warnings only count if strict`(
    verdicts: [Verdict],
    verdict: Verdict,
    status: Int32,
    strict: Int32
  ) {
    let report = DoctorReport(version: "", findings: verdicts.map { Finding("engine", $0, "") })
    #expect(report.verdict == verdict)
    #expect(report.status(isStrict: false) == status)
    #expect(report.status(isStrict: true) == strict)
  }

  @Test func `JSON has all keys, even advice if there is none`() throws {
    let report = DoctorReport(
      version: "1.2.3",
      findings: [Finding("log-driver", .ok, "a \"b\" / c"), Finding("bus", .warning, "x", advice: "do")]
    )
    #expect(
      String(decoding: try report.json(), as: UTF8.self) == #"""
        {"checks":[{"advice":null,"found":"a \"b\" / c","name":"log-driver","verdict":"ok"},\#
        {"advice":"do","found":"x","name":"bus","verdict":"warning"}],"verdict":"warning","version":"1.2.3"}

        """#
    )
  }

  @Test func `A table has a line for each finding and each advice, and a summary`() {
    let report = DoctorReport(
      version: "",
      findings: [
        Finding("bus", .ok, "is there"), Finding("engine", .problem, "is not there", advice: "Start it."),
        Finding("clock", .warning, "runs away"), Finding("user", .problem, "x"),
      ]
    )
    #expect(
      report.table(isColoured: false) == """
        ok       bus     is there
        problem  engine  is not there
                         -> Start it.
        warning  clock   runs away
        problem  user    x
        2 problems, 1 warning

        """
    )
  }

  @Test func `Colours are added to the words`() {
    let plain = Self.report(.problem, .warning, .ok, .skipped).table(isColoured: false)
    let coloured = Self.report(.problem, .warning, .ok, .skipped).table(isColoured: true)
    #expect(!plain.contains("\u{1B}"))
    #expect(coloured.contains("\u{1B}[31mproblem\u{1B}[0m"))
    var stripped = coloured
    for colour in [31, 33, 32, 90, 0] { stripped = stripped.replacing("\u{1B}[\(colour)m", with: "") }
    #expect(stripped == plain)
  }

  @Test func `The summary says if all is well`() {
    #expect(Self.report(.ok, .skipped).table(isColoured: false).hasSuffix("\nall is well\n"))
  }

  @Test(arguments: ["\u{1B}[2Jgone", "a\nok  engine", "a\u{202E}b", "a\u{9B}31m", "a\rb"])
  func `Untrusted text can't control the terminal or forge a line`(text: String) {
    let finding = Finding("fleet", .ok, text, advice: text)
    for shown in [finding.found, finding.advice ?? ""] {
      #expect(
        shown.unicodeScalars.allSatisfy {
          ![.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
        }
      )
    }
    let report = DoctorReport(version: "", findings: [finding])
    #expect(report.table(isColoured: false).split(separator: "\n").count == 3)
  }

  @Test func `No text is longer than its limit`() {
    let finding = Finding("fleet", .ok, String(repeating: "x", count: 100_000))
    #expect(finding.found.utf8.count == Finding.textLimit + "…".utf8.count)
  }
}
