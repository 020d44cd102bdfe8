import Formats
import Testing

@testable import Collector

@Suite("What is read of a container")
struct SourceRulesTests {
  private static let cowrie = "/cowrie/cowrie-git/var/log/cowrie/cowrie.json"

  /// Rules with settings as on a command line.
  private static func rules(
    formats: [String] = [],
    files: [String] = [],
    library: FormatLibrary = .builtIn
  ) throws -> SourceRules {
    SourceRules(
      library: library,
      takesHoneypots: true,
      formats: try formats.map { text in
        let (selector, rest) = try #require(ContainerSelector.split(text))
        return (selector, try FormatAssignment(rest, in: library))
      },
      files: try files.map { text in
        let (selector, rest) = try #require(ContainerSelector.split(text))
        return (selector, try ContainerPath(rest))
      }
    )
  }

  /// The sources of a container, a line each: its name and its format.
  private static func lines(_ sources: ContainerSources) -> [String] {
    func name(_ format: Format?) -> String { format?.name ?? "rfc5424" }
    return ["stdout \(name(sources.stdout))", "stderr \(name(sources.stderr))"]
      + sources.files.map { "\($0.path) \(name($0.format))" }
  }

  private func sources(
    image: String = "",
    labels: [String: String] = [:],
    rule: FleetRule? = nil,
    variables: [String: String] = [:],
    formats: [String] = [],
    files: [String] = []
  ) throws -> ContainerSources {
    let member = FleetMember(
      id: "c0ffee",
      name: "pit",
      image: image,
      labels: labels,
      rule: rule ?? .image(image)
    )
    return try Self.rules(formats: formats, files: files).sources(of: member, variables: variables)
  }

  @Test func `Without label, setting and table, everything is RFC 5424`() throws {
    let sources = try sources(image: "nginx")
    #expect(Self.lines(sources) == ["stdout rfc5424", "stderr rfc5424"])
    #expect(!sources.readsStandardError)
    #expect(sources.warnings.isEmpty)
  }

  @Test(
    arguments: [
      ("cowrie/cowrie", ["stdout none", "stderr none", "\(cowrie) cowrie"], false),
      ("thinkst/opencanary", ["stdout opencanary", "stderr none"], false),
      ("honeynet/conpot", ["stdout none", "stderr conpot-text"], true),
      ("dtagdevsec/conpot", ["stdout none", "stderr none", "/logs/conpot.json conpot"], false),
      ("dtagdevsec/honeypots", ["stdout none", "stderr none", "/var/log/honeypots/*.log honeypots"], false),
    ] as [(String, [String], Bool)]
  )
  func `The table says where an image writes`(image: String, lines: [String], readsStandardError: Bool) throws
  {
    let sources = try sources(image: image, variables: ["CONPOT_JSON_LOG": "/logs/conpot.json"])
    #expect(Self.lines(sources) == lines)
    #expect(sources.readsStandardError == readsStandardError)
    #expect(sources.files.allSatisfy { $0.isNamed == !$0.path.hasSuffix("*.log") })
    #expect(sources.warnings.isEmpty)
  }

  @Test(arguments: [[:], ["CONPOT_JSON_LOG": ""], ["CONPOT_JSON_LOG": "conpot.json"]])
  func `A path of the table whose variable is of no use is left out`(variables: [String: String]) throws {
    let sources = try sources(image: "dtagdevsec/conpot", variables: variables)
    #expect(sources.files.isEmpty)
    #expect(sources.warnings.isEmpty)
  }

  @Test(
    arguments: [
      .label("decnet.fleet.service"), .label("decnet.topology.service"), .stateFile, .selector("a=b"),
    ]
      as [FleetRule]
  )
  func `The table is for those that only their image makes members`(rule: FleetRule) throws {
    let sources = try sources(image: "cowrie/cowrie", rule: rule)
    #expect(Self.lines(sources) == ["stdout rfc5424", "stderr rfc5424"])
  }

  @Test(
    arguments: [
      ("cowrie", ["stdout cowrie", "stderr cowrie"], false),
      ("rfc5424", ["stdout rfc5424", "stderr rfc5424"], false),
      ("none", ["stdout none", "stderr none"], false),
      (" stdout:cowrie-text ; stderr:none", ["stdout cowrie-text", "stderr none"], true),
      ("stdout:cowrie-text;none", ["stdout cowrie-text", "stderr none"], false),
      ("endlessh-go", ["stdout endlessh-go", "stderr endlessh-go"], true),
      ("stderr:miniprint", ["stdout rfc5424", "stderr miniprint"], true),
    ] as [(String, [String], Bool)]
  )
  func `The label and the setting name formats`(text: String, lines: [String], readsStandardError: Bool)
    throws
  {
    let byLabel = try sources(labels: ["decklog.format": text], rule: .selector("a=b"))
    let bySetting = try sources(rule: .selector("a=b"), formats: ["name:p*=\(text)"])
    for sources in [byLabel, bySetting] {
      #expect(Self.lines(sources) == lines)
      #expect(sources.readsStandardError == readsStandardError)
      #expect(sources.warnings.isEmpty)
    }
  }

  @Test(
    arguments: [
      ("cowrei", "no format is called 'cowrei'; decklog formats lists them"),
      ("", "no format is called ''; decklog formats lists them"),
      ("stdout:", "no format is called ''; decklog formats lists them"),
      ("cowrie;opencanary", "two formats for all sources"),
      ("stdout:cowrie;stdout:cowrie", "two formats for stdout"),
      ("/a:cowrie;/a:galah", "two formats for /a"),
      (
        "stdin:cowrie",
        "'stdin' is not stdout, stderr or the path of a file: expected an absolute path"
      ),
      ("/a/../b:cowrie", "'/a/../b' is not stdout, stderr or the path of a file: has a component .."),
    ]
  )
  func `A label with another format is one warning, and RFC 5424`(text: String, reason: String) throws {
    let sources = try sources(
      image: "cowrie/cowrie",
      labels: ["decklog.format": text],
      formats: ["name:*=cowrie"]
    )
    #expect(Self.lines(sources) == ["stdout rfc5424", "stderr rfc5424", "\(Self.cowrie) rfc5424"])
    #expect(sources.warnings == ["label decklog.format '\(text)': \(reason); reading RFC 5424"])
    #expect(throws: FormatAssignment.Fault.self) { try FormatAssignment(text, in: .builtIn) }
  }

  @Test
  func `The label counts before the setting, the setting before the table, the first setting before others`()
    throws
  {
    let settings = [
      "image:nginx=galah", "name:pit=stderr:heralding", "image:cowrie/*=opencanary", "name:pit=tanner",
    ]
    let byLabel = try sources(
      image: "cowrie/cowrie",
      labels: ["decklog.format": "stdout:cowrie-text"],
      formats: settings
    )
    #expect(
      Self.lines(byLabel) == ["stdout cowrie-text", "stderr heralding", "\(Self.cowrie) opencanary"]
    )
    let bySetting = try sources(image: "cowrie/cowrie:1", formats: settings)
    #expect(Self.lines(bySetting) == ["stdout opencanary", "stderr heralding", "\(Self.cowrie) opencanary"])
  }

  @Test func `One format for all leaves a stream out that the table has in a file`() throws {
    let sources = try sources(image: "cowrie/cowrie", labels: ["decklog.format": "cowrie"])
    #expect(Self.lines(sources) == ["stdout none", "stderr none", "\(Self.cowrie) cowrie"])
  }

  @Test func `Files come from the label, from settings and from the table, each once`() throws {
    let sources = try sources(
      image: "cowrie/cowrie",
      labels: [
        "decklog.files": " /a.json, ${DIR}/*.csv,, /a.json ,/b//c",
        "decklog.format": "/a.json:galah;/logs/*:heralding-auth",
      ],
      variables: ["DIR": "/logs"],
      files: ["name:pit=/d", "name:other=/e", "image:cowrie/cowrie=\(Self.cowrie)", "name:*=/a.json"]
    )
    #expect(
      Self.lines(sources).dropFirst(2) == [
        "/a.json galah", "/logs/*.csv heralding-auth", "/b/c cowrie", "/d cowrie", "\(Self.cowrie) cowrie",
      ]
    )
    #expect(sources.files.map(\.isNamed) == [true, false, true, true, true])
    #expect(sources.warnings.isEmpty)
  }

  @Test func `A file that no table knows is RFC 5424 unless a format is named`() throws {
    let sources = try sources(
      labels: ["decklog.files": "/a,/b/c,/b/d/e", "kind": "pit"],
      rule: .selector("a=b"),
      formats: ["label:kind=pot=cowrie", "label:kind=pit=/b/*:galah", "image:*=/a:tanner"]
    )
    #expect(Self.lines(sources).dropFirst(2) == ["/a tanner", "/b/c galah", "/b/d/e rfc5424"])
  }

  @Test(
    arguments: [
      ("a.json", "expected an absolute path"), ("/a/../b", "has a component .."),
      ("/*/a", "* may stand in the last component only"),
      ("/a/", "expected the path of a file, not of a directory"),
      ("${LOG}", "the container has no variable LOG, or it is empty"),
      ("${EMPTY}/a", "the container has no variable EMPTY, or it is empty"),
      ("${REL}/a", "expected an absolute path"), ("/a/${UP}/b", "has a component .."),
    ]
  )
  func `A path of the label that can't be read is one warning`(path: String, reason: String) throws {
    let sources = try sources(
      labels: ["decklog.files": "/x,\(path)"],
      variables: ["EMPTY": "", "REL": "logs", "UP": ".."]
    )
    #expect(sources.files.map(\.path) == ["/x"])
    #expect(sources.warnings == ["label decklog.files '\(path)': \(reason); not reading it"])
  }

  @Test func `A path of a setting that the container has no variable for is one warning`() throws {
    let sources = try sources(files: ["name:pit=${LOG}", "name:pit=/x"])
    #expect(sources.files.map(\.path) == ["/x"])
    #expect(
      sources.warnings == [
        "--files '${LOG}': the container has no variable LOG, or it is empty; not reading it"
      ]
    )
  }

  @Test func `A format for a file that nobody reads is one warning`() throws {
    let sources = try sources(
      labels: ["decklog.format": "/a:cowrie;${LOG}:galah;/c:tanner", "decklog.files": "/c"]
    )
    #expect(Self.lines(sources).dropFirst(2) == ["/c tanner"])
    #expect(
      sources.warnings
        == ["/a", "${LOG}"].map {
          "label decklog.format '\($0)': decklog reads no such file; name it in decklog.files too"
        }
    )
  }

  @Test func `A container has 64 files, and the rest is one warning`() throws {
    let paths = (0..<100).map { "/f\($0)" }
    let sources = try sources(
      image: "cowrie/cowrie",
      labels: ["decklog.files": paths.joined(separator: ",")],
      files: ["name:pit=/x"]
    )
    #expect(sources.files.map(\.path) == Array(paths.prefix(64)))
    #expect(sources.warnings == ["more than 64 files; not reading the others"])
  }

  @Test func `Labels without bounds cost a few warnings, each of one line`() throws {
    let labels = [
      "decnet.fleet.service": "true", "decklog.format": String(repeating: "x", count: 1 << 20),
      "decklog.files": (0..<64).map { "a\n\($0)" }.joined(separator: ","),
    ]
    let rules = FleetRules(selectors: [])
    let member = try #require(
      rules.member(id: "c", names: ["pit"], image: "", labels: labels, stateNames: [])
    )
    let sources = SourceRules.none.sources(of: member, variables: [:])
    #expect(sources.warnings.count == 65)
    #expect(sources.warnings.first?.hasSuffix("': longer than 65536 bytes; ignoring it") == true)
    #expect(sources.warnings.allSatisfy { $0.utf8.count < 1000 && !$0.contains("\n") })
  }
}
