import DecoyEvents
import Testing

@testable import Formats

@Suite("Images, and where they write")
struct ImageTests {
  private static func written(_ image: String) -> [String] {
    FormatLibrary.builtIn.written(by: image).map { format, sources in
      "\(format.name): \(sources.map(\.description).joined(separator: " "))"
    }
  }

  @Test(
    arguments: [
      ("cowrie/cowrie:latest", "cowrie: /cowrie/cowrie-git/var/log/cowrie/cowrie.json"),
      ("docker.io/cowrie/cowrie", "cowrie: /cowrie/cowrie-git/var/log/cowrie/cowrie.json"),
      ("cowrie", "cowrie: /cowrie/cowrie-git/var/log/cowrie/cowrie.json"),
      ("localhost/cowrie:dev", "cowrie: /cowrie/cowrie-git/var/log/cowrie/cowrie.json"),
      ("ghcr.io/telekom-security/cowrie:24.04.1", "cowrie: /home/cowrie/cowrie/log/cowrie.json"),
      ("dtagdevsec/cowrie:24.04", "cowrie: /home/cowrie/cowrie/log/cowrie.json"),
      ("thinkst/opencanary", "opencanary: stdout"),
      ("registry:5000/x/opencanary@sha256:00", "opencanary: stdout"),
      ("registry:5000/opencanary", "opencanary: stdout"),
      ("honeynet/conpot", "conpot-text: stderr"),
      ("ghcr.io/telekom-security/conpot", "conpot: ${CONPOT_JSON_LOG}"),
      ("dinotools/dionaea:0.11", "dionaea: /opt/dionaea/var/lib/dionaea/dionaea.json"),
      ("dtagdevsec/heralding", "heralding: /var/log/heralding/log_session.json"),
      ("shizunge/endlessh-go", "endlessh-go: stderr"),
      ("dtagdevsec/endlessh", "endlessh: /var/log/endlessh/endlessh.log"),
      ("dtagdevsec/honeypots", "honeypots: /var/log/honeypots/*.log"),
      ("dtagdevsec/mailoney", "mailoney: /opt/mailoney/logs/commands.log /opt/mailoney/logs/mail.log"),
    ]
  )
  func `An image is known with any tag, digest and registry`(image: String, written: String) {
    #expect(Self.written(image) == [written])
  }

  @Test(arguments: [
    "nginx", "evil/notcowrie", "cowrie/cowrie-proxy", "cowrie/cowrie/x", "", "@", ":", "sha256:00",
    "honeypots",
    "honeytrap/honeytrap", "telekom-security/nginx",
  ])
  func `Others are not`(image: String) { #expect(Self.written(image).isEmpty) }

  /// Events must not come twice, so an image writes in one format, and on a stream or into files.
  @Test(arguments: FormatLibrary.builtIn.formats.flatMap { $0.images.map(\.glob.description) })
  func `An image gives its events once`(glob: String) throws {
    let image = glob.replacing("*/", with: "someone/").replacing("*", with: "ghcr.io/")
    let written = FormatLibrary.builtIn.written(by: image)
    #expect(written.count == 1)
    let sources = try #require(written.first?.sources)
    let hasStream = sources.contains(.stdout) || sources.contains(.stderr)
    #expect(!hasStream || sources.count == 1)
  }

  @Test func `The first glob that matches counts`() throws {
    let format = try Format.table(
      """
      {"name": "mine", "kind": "json", "is": {"event": "*"}, "address": "peer", "service": {"const": "x"},
       "event_type": {"const": "y"}, "fields": {"src_ip": "ip"},
       "images": {"a/b": ["stdout"], "a/*": ["stderr", "/x"], "*": ["/x", "${Y}"]}}
      """
    )
    #expect(format.sources(of: "a/b:1") == [.stdout])
    #expect(format.sources(of: "a/c") == [.stderr, .file("/x")])
    #expect(format.sources(of: "c") == [.file("/x"), .file("${Y}")])
    #expect(format.sources == [.stdout, .stderr, .file("/x"), .file("${Y}")])
  }

  @Test(
    arguments: [
      ("*", ""), ("*", "a"), ("a*", "a"), ("*a", "aa"), ("a*b*c", "axbxbc"), ("**", "x"), ("a", "a"),
      ("", ""),
      ("*/x", "a/b/x"), ("ü*", "üä"),
    ]
  )
  func `A glob matches`(glob: String, text: String) { #expect(Glob(glob).matches(text)) }

  @Test(
    arguments: [("", "a"), ("a", ""), ("a*b", "a"), ("a*b*c", "abcb"), ("*a", "ab"), ("A", "a"), ("?", "a")]
  )
  func `A glob does not match`(glob: String, text: String) { #expect(!Glob(glob).matches(text)) }

  @Test(arguments: [
    "{}", "<34>1 2026-05-22T10:00:00Z h a - - [x src_ip=\"203.0.113.7\"] m", "none", "\0",
  ])
  func `Of the format none, no line is an event`(line: String) throws {
    let run = try FormatRun([line], Format.noEvents)
    #expect(run.readings == [.unparsed])
    #expect(run.records.isEmpty)
  }
}
