import ArgumentParser
import Basics
import Collector
import Doctor
import Foundation
import Glibc
import ServiceBus
import Testing
import TestSupport
import TraceExport

@testable import Daemon
@testable import decklog

/// The framework's settings file below the environment.
struct SettingsEnvironmentTests {
  private static let whole = """
    [logging]
    ingest-log = /ini/decoy.log
    [bus]
    enabled = true
    type = unix
    socket = /ini/bus.sock
    [tracing]
    enabled = yes
    otel-endpoint = http://ini:4317
    [database]
    password = secret
    """

  static let values = [
    "DECNET_INGEST_LOG_FILE": "/ini/decoy.log", "DECNET_BUS_ENABLED": "true", "DECNET_BUS_TYPE": "unix",
    "DECNET_BUS_SOCKET": "/ini/bus.sock", "DECNET_DEVELOPER_TRACING": "yes",
    "DECNET_OTEL_ENDPOINT": "http://ini:4317",
  ]

  private let folder: ScratchDirectory

  init() throws { folder = try ScratchDirectory() }

  private func environment(_ text: String, _ variables: [String: String] = [:]) throws -> SettingsEnvironment
  {
    try read(text, variables).environment
  }

  private func read(
    _ text: String,
    _ variables: [String: String] = [:]
  ) throws -> (environment: SettingsEnvironment, warnings: [String]) {
    SettingsEnvironment.read(variables, file: try folder.write(text, to: "decnet.ini"))
  }

  @Test func `Each key stands for its variable, and others for none`() throws {
    let (environment, warnings) = try read(Self.whole, ["HOME": "/home/u"])
    #expect(environment.variables == Self.values.merging(["HOME": "/home/u"]) { $1 })
    #expect(warnings.isEmpty)
  }

  @Test(arguments: SettingsEnvironmentTests.values.keys.sorted())
  func `A variable beats its key, and an empty one doesn't`(name: String) throws {
    let set = try environment(Self.whole, [name: "true"])
    #expect(set[name] == "true")
    #expect(set.name(of: name) == name)
    let empty = try environment(Self.whole, [name: ""])
    #expect(empty[name] == Self.values[name])
    #expect(empty.name(of: name).hasSuffix(" in \(folder.file("decnet.ini"))"))
  }

  @Test func `A flag beats both`() throws {
    let environment = try environment(Self.whole)
    #expect(try SettingsReading([], environment).settings.logFile == "/ini/decoy.log")
    #expect(try SettingsReading(["-f", "/flag/a.log"], environment).settings.logFile == "/flag/a.log")
    var reader = SettingReader(environment)
    #expect(try reader.logFiles(LogFileOptions.parse([]).flags).records == "/ini/decoy.json")
    #expect(try reader.logFiles(LogFileOptions.parse(["-f", "/flag/a.log"]).flags).records == "/flag/a.json")
    #expect(try BusOptions.parse([]).read(environment).path == "/ini/bus.sock")
    #expect(try BusOptions.parse(["--socket", "/flag.sock"]).read(environment).path == "/flag.sock")
    #expect(try DoctorCommand.parse([]).settings(environment).bus == .socket("/ini/bus.sock"))
  }

  @Test(arguments: ["", "\n\n# nothing\n", "[bus]\n", "[bus]\nsocket =\n"])
  func `A file that says nothing changes nothing`(text: String) throws {
    let (environment, warnings) = try read(text)
    #expect(environment.variables.isEmpty)
    #expect(warnings.isEmpty)
  }

  @Test func `A missing file is no warning`() {
    for path in ["decnet.ini", "missing/decnet.ini"] {
      let (environment, warnings) = SettingsEnvironment.read(["A": "b"], file: folder.file(path))
      #expect(environment.variables == ["A": "b"])
      #expect(warnings.isEmpty)
    }
  }

  /// What may stand where the file should.
  enum Obstacle: CaseIterable {
    case directory, fifo, long, latin1, zeros, loop, unreadable, hidden

    var reason: String {
      switch self {
      case .directory, .fifo: "not a regular file"
      case .long: "longer than 1048576 bytes"
      case .latin1, .zeros: "not UTF-8 text"
      case .loop: String(cString: strerror(ELOOP))
      case .unreadable, .hidden: String(cString: strerror(EACCES))
      }
    }

    func make(_ path: String) throws {
      let setting = Array("[logging]\ningest-log = /ini/decoy.log\n".utf8)
      switch self {
      case .directory: try #require(mkdir(path, 0o755) == 0)
      case .fifo: try #require(mkfifo(path, 0o644) == 0)
      case .long: try Data(setting + [UInt8](repeating: 0x0A, count: 1 << 20)).write(to: URL(filePath: path))
      case .latin1: try Data(setting + [0x23, 0xE9, 0x0A]).write(to: URL(filePath: path))
      case .zeros: try Data(setting + [0x23, 0, 0x0A]).write(to: URL(filePath: path))
      case .loop: try #require(symlink(path, path) == 0)
      case .unreadable:
        try Data(setting).write(to: URL(filePath: path))
        try #require(chmod(path, 0) == 0)
      case .hidden: try #require(chmod((path as NSString).deletingLastPathComponent, 0) == 0)
      }
    }

    /// Reads settings, without the right to read all files if that is the obstacle.
    func read(_ file: String) throws -> (environment: SettingsEnvironment, warnings: [String]) {
      let read = { SettingsEnvironment.read(["A": "b"], file: file) }
      defer { chmod((file as NSString).deletingLastPathComponent, 0o700) }
      return switch self {
      case .unreadable, .hidden: try Privileges.withoutRightToFiles(read)
      default: read()
      }
    }
  }

  @Test(arguments: Obstacle.allCases)
  func `What can't be read is one line, and none of it counts`(obstacle: Obstacle) throws {
    let path = folder.file("decnet.ini")
    try obstacle.make(path)
    let (environment, warnings) = try obstacle.read(path)
    #expect(environment.variables == ["A": "b"])
    #expect(warnings == ["cannot read \(path): \(obstacle.reason); ignoring its settings"])
    #expect(try SettingsReading([], environment).settings.logFile == "/var/log/decnet/decnet.log")
  }

  @Test func `A file of the longest length is read`() throws {
    let setting = "[bus]\nsocket = /s\n"
    let text = setting + String(repeating: "#", count: OperatorFile.longest - setting.utf8.count)
    #expect(try environment(text)["DECNET_BUS_SOCKET"] == "/s")
  }

  @Test(
    arguments: [
      (
        "[bus]\nsocket = /a\n  /b\n",
        "invalid [bus] socket in FILE '/a /b': expected a single line; ignoring it"
      ),
      ("nonsense\n[bus]\n", "FILE: ignoring line 1, which is no setting"),
      ("[bus]\nno\nnor this\n", "FILE: ignoring line 2, which is no setting, and 1 more"),
    ]
  )
  func `An error in the file is one line`(text: String, line: String) throws {
    #expect(try read(text).warnings == [line.replacing("FILE", with: folder.file("decnet.ini"))])
  }

  @Test(
    arguments: [
      ("[bus]\nenabled = off\n", "[bus] enabled in FILE 'off': expected true or false; using on"),
      (
        "[tracing]\nenabled = maybe\u{1B}[31m\n",
        "[tracing] enabled in FILE 'maybe [31m': expected true or false; using off"
      ),
    ]
  )
  func `A bad value is one line that names the key, the value and what is used`(text: String, line: String)
    throws
  {
    let line = "invalid " + line.replacing("FILE", with: folder.file("decnet.ini"))
    #expect(Self.warnings(of: try environment(text)) == [line])
  }

  /// What bus and tracing find bad.
  private static func warnings(of environment: SettingsEnvironment) -> [String] {
    var reader = SettingReader(environment)
    _ = BusEndpoint(&reader)
    _ = TracingSettings.read(&reader, version: "")
    return reader.warnings
  }

  @Test(
    arguments: [
      ("DECNET_BUS_ENABLED", "no", "on"), ("DECNET_BUS_ENABLED", "0", "on"),
      ("DECNET_DEVELOPER_TRACING", "on", "off"), ("DECNET_DEVELOPER_TRACING", "2", "off"),
    ]
  )
  func `A variable that is neither on nor off is a warning`(name: String, value: String, used: String) {
    #expect(
      Self.warnings(of: SettingsEnvironment([name: value])) == [
        "invalid \(name) '\(value)': expected true or false; using \(used)"
      ]
    )
  }

  @Test(
    arguments: ["true", "TRUE", "false", "False", " false ", ""],
    ["DECNET_BUS_ENABLED", "DECNET_DEVELOPER_TRACING"]
  )
  func `One that is on or off is not`(value: String, name: String) {
    #expect(Self.warnings(of: SettingsEnvironment([name: value])).isEmpty)
  }

  @Test(arguments: ["/ini/x.json", "/ini/"])
  func `A log that can't be one ends the start, and the key is named`(path: String) throws {
    let environment = try environment("[logging]\ningest-log = \(path)\n")
    let error = #expect(throws: SettingError.self) { try SettingsReading([], environment) }
    #expect(
      error?.description.hasPrefix("invalid [logging] ingest-log in \(folder.file("decnet.ini")) ") == true
    )
    #expect(error?.description.contains(path) == true)
  }

  @Test func `A bus of an unknown type is none, and the key is named`() throws {
    var reader = SettingReader(try environment("[bus]\ntype = nats\n"))
    guard case .unusable(let why) = BusEndpoint(&reader) else {
      Issue.record("usable")
      return
    }
    #expect(
      why == "invalid [bus] type in \(folder.file("decnet.ini")) 'nats': only unix is known; there is no bus"
    )
  }

  @Test func `A bus that is off in the file is off`() throws {
    var reader = SettingReader(try environment("[bus]\nenabled = False\n"))
    #expect(BusEndpoint(&reader) == .off)
  }
}
