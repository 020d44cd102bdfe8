import DockerEngine
import EngineTestSupport
import Testing
import TestSupport

extension Tag {
  /// Tests that start a Docker engine.
  @Tag static var engine: Self
}

/// Where tests run that stop their engine or want it in a place of its own.
var needsOwnEngine: ConditionTrait {
  .enabled(if: TestEngine.ownRunsHere, "\(TestEngine.ownUnavailableReason ?? "")")
}

/// Where tests with an engine run, and where they are skipped: see ``TestEngine/runsHere``.
var needsEngine: ConditionTrait {
  .enabled(if: TestEngine.runsHere, "\(TestEngine.unavailableReason ?? "")")
}

extension TestEngine {
  func withClient<Result>(_ body: (EngineClient) async throws -> Result) async throws -> Result {
    let endpoint = try EngineEndpoint(host: self.host, tlsVerify: false, certPath: nil)
    return try await EngineClient.withClient(endpoint: endpoint, body)
  }
}

@Suite("Queries to a real engine", .tags(.engine), needsEngine, .timeLimit(.minutes(Patience.minutes(3))))
struct RealEngineQueryTests {
  @Test(needsOwnEngine)
  func `The engine says who it is`() async throws {
    let engine = try await TestEngine.shared()
    let info = try await engine.withClient { try await $0.info() }
    #expect(try await engine.docker(["info", "--format", "{{.ID}}"]) == info.id)
    #expect(try await engine.docker(["version", "--format", "{{.Server.Version}}"]) == info.version)
    #expect(try await engine.docker(["version", "--format", "{{.Server.APIVersion}}"]) == info.apiVersion)
    #expect(info.rootDirectory == engine.directory + "/data")
    #expect(!info.name.isEmpty)
  }

  @Test(needsOwnEngine)
  func `A container is listed with its labels while it runs and after it has ended`() async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("list")
    let labels = ["decnet.fleet.service": "true", "decnet.fleet.decky": "omega ü", "empty": ""]
    let id = try await engine.run(name: name, labels: labels, ["sleep", "1000"])
    try await engine.withClient { client in
      let running = try #require(try await client.containers().first { $0.id == id })
      #expect(running.names == [name])
      #expect(running.labels == labels)
      #expect(running.state == "running")
      #expect(running.isRunning)
      #expect(running.image == TestEngine.busyboxImage)
      try await engine.docker(["pause", id])
      #expect(try await client.containers().first { $0.id == id }?.isRunning == true)
      try await engine.docker(["unpause", id])
      try await engine.kill(id)
      try await engine.wait(id)
      let ended = try #require(try await client.containers().first { $0.id == id })
      #expect(ended.state == "exited")
      #expect(!ended.isRunning)
      try await engine.remove(id)
      #expect(try await client.containers().contains { $0.id == id } == false)
    }
  }

  @Test(needsOwnEngine, arguments: [true, false])
  func `An inspection has terminal, log driver and log file`(hasTTY: Bool) async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("inspect")
    let id = try await engine.run(name: name, labels: ["a": "b"], hasTTY: hasTTY, ["sleep", "1000"])
    try await engine.withClient { client in
      let byName = try #require(try await client.container(name))
      #expect(byName == (try await client.container(id)))
      #expect(byName.id == id)
      #expect(byName.name == name)
      #expect(byName.labels == ["a": "b"])
      #expect(byName.hasTTY == hasTTY)
      #expect(byName.isRunning)
      #expect(byName.logDriver == "json-file")
      #expect(byName.logPath == engine.directory + "/data/containers/\(id)/\(id)-json.log")
      try await engine.remove(id)
      #expect(try await client.container(id) == nil)
    }
  }

  @Test func `An inspection has what files in the container are found by`() async throws {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("mounts")
    let options = ["--env", "LOG=/logs/a.json", "--volume", "/logs", "--volume", "/tmp:/srv:ro"]
    try await engine.run(name: name, options: options, ["sleep", "1000"])
    try await engine.withClient { client in
      let running = try #require(try await client.container(name))
      #expect(running.variables["LOG"] == "/logs/a.json")
      let volume = try #require(running.mounts.first { $0.destination == "/logs" })
      #expect(volume.type == "volume" && volume.readWrite && volume.source.hasPrefix("/"))
      let bind = ContainerMount(type: "bind", source: "/tmp", destination: "/srv", readWrite: false)
      #expect(running.mounts.contains(bind))
      #expect(try #require(running.processID) > 0)
      try await engine.kill(name)
      try await engine.wait(name)
      #expect(try await client.container(name)?.processID == nil)
    }
    try await engine.remove(name)
  }

  @Test func `A log driver that is no file has no path, and the engine's refusal to read it is passed on`()
    async throws
  {
    let engine = try await TestEngine.shared()
    let name = TestEngine.uniqueName("none")
    try await engine.run(name: name, options: ["--log-driver", "none"], ["sleep", "1000"])
    try await engine.withClient { client in
      let details = try #require(try await client.container(name))
      #expect(details.logDriver == "none")
      #expect(details.logPath == nil)
      let error = await engineError { _ = try await client.messages(of: name) }
      #expect(error?.code == .status(501))
      #expect(error?.message.contains("does not support reading") == true)
    }
    try await engine.remove(name)
  }

  @Test func `A container that the engine does not know is nil in an inspect and notFound in a log`()
    async throws
  {
    try await TestEngine.shared().withClient { client in
      for name in ["no-such-container", "a/../b", ".."] {
        let details = try await client.container(name)
        #expect(details == nil)
        #expect(await engineError { _ = try await client.messages(of: name) }?.code == .notFound)
      }
      let error = await engineError { _ = try await client.messages(of: "no-such-container") }
      #expect(error?.message.contains("No such container: no-such-container") == true)
    }
  }
}
