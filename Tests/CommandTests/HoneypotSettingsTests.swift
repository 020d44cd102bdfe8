import Basics
import Collector
import Formats
import TestSupport
import Testing

@testable import decklog

struct HoneypotSettingsTests {
  private static func member(_ name: String, image: String = "me/pit") -> FleetMember {
    FleetMember(id: "c0ffee", name: name, image: image, rule: .selector("a=b"))
  }

  @Test(
    arguments: [
      ([], [:], false), (["--honeypots"], [:], true), ([], ["DECKLOG_HONEYPOTS": "true"], true),
      ([], ["DECKLOG_HONEYPOTS": "On"], true), ([], ["DECKLOG_HONEYPOTS": "false"], false),
      (["--honeypots"], ["DECKLOG_HONEYPOTS": "false"], true), ([], ["DECKLOG_HONEYPOTS": ""], false),
    ] as [([String], [String: String], Bool)]
  )
  func `Known honeypots are collected on demand`(
    arguments: [String],
    environment: [String: String],
    isOn: Bool
  ) throws {
    let sources = try SettingsReading(arguments, environment).settings.sources
    #expect(sources.isHoneypot(image: "cowrie/cowrie:latest") == isOn)
    #expect(!sources.isHoneypot(image: "nginx"))
  }

  @Test func `Images of flags and environment add up`() throws {
    let sources = try SettingsReading(
      ["--image", "me/*", "--image", "you/a,b"],
      ["DECKLOG_IMAGES": "x/y, z/*"]
    ).settings.sources
    for image in ["me/pit:1", "x/y", "z/a"] { #expect(sources.isHoneypot(image: image), "\(image)") }
    for image in ["you/a", "cowrie/cowrie"] { #expect(!sources.isHoneypot(image: image), "\(image)") }
  }

  @Test func `Formats and files of flags and environment add up, the flags' first`() throws {
    let reading = try SettingsReading(
      ["--format", "name:pit=stdout:cowrie;/a,b:galah", "--files", "name:pit=/a,b"],
      [
        "DECKLOG_FORMAT": "name:pit=opencanary, image:me/*=tanner",
        "DECKLOG_FILES": "name:*=/c, image:me/pit=/d",
      ]
    )
    let pit = reading.settings.sources.sources(of: Self.member("pit"), variables: [:])
    #expect(pit.stdout?.name == "cowrie")
    #expect(pit.stderr?.name == "opencanary")
    #expect(pit.files.map(\.path) == ["/a,b", "/c", "/d"])
    #expect(pit.files.map(\.format?.name) == ["galah", "opencanary", "opencanary"])
    let other = reading.settings.sources.sources(of: Self.member("other"), variables: [:])
    #expect(other.stdout?.name == "tanner")
    #expect(other.files.map(\.path) == ["/c", "/d"])
    #expect(reading.warnings.isEmpty)
  }

  @Test(
    arguments: [
      (
        "--format", "DECKLOG_FORMAT", "name:x=cowrei",
        "no format is called 'cowrei'; decklog formats lists them"
      ),
      (
        "--format", "DECKLOG_FORMAT", "cowrie",
        "expected SELECTOR=FORMAT; a selector is label:KEY=VALUE, name:GLOB or image:GLOB"
      ),
      (
        "--format", "DECKLOG_FORMAT", "label:a=cowrie",
        "expected SELECTOR=FORMAT; a selector is label:KEY=VALUE, name:GLOB or image:GLOB"
      ),
      ("--format", "DECKLOG_FORMAT", "name:x=stdout:cowrie;stdout:galah", "two formats for stdout"),
      (
        "--files", "DECKLOG_FILES", "/logs/a",
        "expected SELECTOR=PATH; a selector is label:KEY=VALUE, name:GLOB or image:GLOB"
      ),
      ("--files", "DECKLOG_FILES", "name:x=logs/a", "expected an absolute path"),
      ("--files", "DECKLOG_FILES", "name:x=/logs/../a", "has a component .."),
      ("--files", "DECKLOG_FILES", "name:x=/*/a", "* may stand in the last component only"),
    ]
  )
  func `An invalid format or path is refused in one line`(
    flag: String,
    variable: String,
    text: String,
    reason: String
  ) {
    let byFlag = #expect(throws: SettingError.self) { try SettingsReading([flag, text]) }
    #expect(byFlag?.description == "invalid \(flag) '\(text)': \(reason)")
    let byVariable = #expect(throws: SettingError.self) {
      try SettingsReading([], [variable: "name:x=\(flag == "--format" ? "cowrie" : "/a"), \(text)"])
    }
    #expect(byVariable?.description == "invalid \(variable) '\(text)': \(reason)")
  }

  @Test(arguments: ["--image", "--format", "--files"])
  func `An empty flag is refused`(flag: String) {
    let error = #expect(throws: SettingError.self) { try SettingsReading([flag, ""]) }
    #expect(error?.description == "invalid \(flag) '': expected a value")
  }

  @Test func `A word that says neither on nor off is refused`() {
    let error = #expect(throws: SettingError.self) { try SettingsReading([], ["DECKLOG_HONEYPOTS": "maybe"]) }
    #expect(error?.description == "invalid DECKLOG_HONEYPOTS 'maybe': expected true or false")
  }

  @Test func `The operator's tables count, with their images`() throws {
    let folder = try ScratchDirectory()
    let table = """
      {"name": "pit", "kind": "json", "images": {"me/pit": ["/logs/pit.json"]}, "is": {"kind": "*"},
       "address": "peer", "service": {"const": "x"}, "event_type": {"const": "y"}, "fields": {"src_ip": "ip"}}
      """
    try folder.write(table, to: "pit.json")
    let arguments = ["--formats", folder.path, "--honeypots", "--format", "name:a=pit"]
    let sources = try SettingsReading(arguments).settings.sources
    #expect(sources.isHoneypot(image: "me/pit"))
    #expect(sources.sources(of: Self.member("a"), variables: [:]).stdout?.name == "pit")
    try folder.write("{}", to: "bad.json")
    let error = #expect(throws: SettingError.self) { try SettingsReading(arguments) }
    #expect(error?.description == "\(folder.file("bad.json")): name: missing")
  }
}
