import ArgumentParser
import Basics
import Collector
import DockerEngine
import Doctor
import Evidence
import HTTPListener
import ServiceBus
import Testing

@testable import Daemon
@testable import decklog

struct DoctorOptionsTests {
  private static func command(_ arguments: String...) throws -> DoctorCommand {
    try DoctorCommand.parse(arguments)
  }

  @Test func `Flags are those of a collector`() throws {
    let settings = try Self.command(
      "-f",
      "/a.log",
      "--docker-host",
      "tcp://h:1",
      "--state-file",
      "/s.json",
      "--select",
      "a=b",
      "--select",
      "c=-d",
      "--state-dir",
      "/d",
      "--honeypots",
      "--image",
      "me/*",
      "--listen",
      "127.0.0.1:9464"
    ).settings(SettingsEnvironment([:]))
    #expect(settings.collector.logFile == "/a.log")
    #expect(settings.collector.recordFile == "/a.json")
    #expect(settings.collector.endpoint.description == "tcp://h:1")
    #expect(settings.collector.stateFile == "/s.json")
    #expect(settings.collector.selectors.map { "\($0.label)=\($0.value)" } == ["a=b", "c=-d"])
    #expect(settings.collector.journal.stateDirectory == "/d")
    #expect(settings.collector.sources.isHoneypot(image: "cowrie/cowrie"))
    #expect(settings.collector.sources.isHoneypot(image: "me/pit"))
    #expect(settings.listen?.description == "127.0.0.1:9464")
    #expect(settings.version == Version.number)
  }

  @Test func `The environment is that of a collector`() throws {
    let settings = try Self.command().settings(
      SettingsEnvironment([
        "DECNET_INGEST_LOG_FILE": "/e.log", "DOCKER_HOST": "unix:///e.sock", "DECKLOG_SELECT": "x=y",
        "DECNET_BUS_SOCKET": "/bus.sock",
      ])
    )
    #expect(settings.collector.logFile == "/e.log")
    #expect(settings.collector.endpoint.description == "unix:///e.sock")
    #expect(settings.collector.selectors.map(\.label) == ["x"])
    #expect(settings.bus == .socket("/bus.sock"))
    #expect(settings.namesBus)
    #expect(settings.listen == nil)
  }

  @Test func `A bus that is not configured is only looked for`() throws {
    #expect(try !Self.command().settings(SettingsEnvironment(["DECNET_BUS_SOCKET": ""])).namesBus)
  }

  @Test(
    arguments: [
      ["--docker-host", "ssh://x"], ["--listen", "nowhere"], ["--select", "x"], ["--log-file", "a.json"],
      ["--format", "name:x=y"], ["--files", "/logs/a"], ["--formats", "/nonexistent/decklog"],
    ]
  )
  func `A setting that a collector refuses is refused`(arguments: [String]) throws {
    let command = try DoctorCommand.parse(arguments)
    #expect(throws: ExitCode(78)) { try command.settings(SettingsEnvironment([:])) }
  }
}
