import Basics
import DockerEngine
import EngineTestSupport
import Testing
import TestSupport

@Suite("Engines that do not behave", .timeLimit(.minutes(Patience.minutes(5))))
struct FakeEngineTests {
  @Test func `An engine that accepts and never answers is timed out, in queries and in streams`() async throws
  {
    try await FakeEngine.run([], .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint, configuration: .impatient) { client in
        #expect(await engineError { _ = try await client.info() }?.code == .timedOut)
        #expect(await engineError { _ = try await client.containers() }?.code == .timedOut)
        #expect(await engineError { _ = try await client.container("a") }?.code == .timedOut)
        #expect(await engineError { _ = try await client.messages(of: "a") }?.code == .timedOut)
        let moment = EngineTimestamp(nanoseconds: 0)
        #expect(
          await engineError { _ = try await client.rememberedEvents(since: moment, until: moment) }?.code
            == .timedOut
        )
      }
    }
  }

  @Test func `Events that an engine remembers are read, and counted if invalid`() async throws {
    let lines = [
      #"{"Type":"image","Action":"pull","Actor":{"ID":"busybox"},"timeNano":5}"#, "no event",
      #"{"status":"die","id":"c","time":1}"#, "",
    ].joined(separator: "\r\n")
    try await FakeEngine.run(FakeEngine.chunked([Array(lines.utf8)], ends: true), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let memory = try await client.rememberedEvents(
          since: EngineTimestamp(nanoseconds: 0),
          until: EngineTimestamp(nanoseconds: 2_000_000_000)
        )
        #expect(memory.count == 3)
        #expect(
          memory.marks == [
            EventMark(time: EngineTimestamp(nanoseconds: 5), action: "pull", subject: "busybox"),
            EventMark(time: EngineTimestamp(nanoseconds: 1_000_000_000), action: "die", subject: "c"),
          ]
        )
      }
      #expect(engine.requests.allSatisfy { $0.hasPrefix("GET /events?since=0.000000000&until=2.000000000 ") })
    }
  }

  @Test func `A container's name is its own, and not what others call it by their links`() async throws {
    let list = #"[{"Id":"a","Names":["/apar/db","/target","/other/db"]},{"Id":"b","Names":["/x/y"]}]"#
    try await FakeEngine.run(FakeEngine.response(list), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let names = try await client.containers().map(\.names)
        #expect(names == [["target"], []])
      }
    }
  }

  @Test(
    arguments: [
      (#"{"StartedAt":"2026-11-23T03:55:14.5Z"}"#, 1_795_406_114_500_000_000),
      (#"{"StartedAt":"0001-01-01T00:00:00Z"}"#, nil), ("{}", nil), (#"{"StartedAt":""}"#, nil),
    ] as [(String, Int64?)]
  )
  func `A container has the time of its last start, and none if it was never started`(
    state: String,
    nanoseconds: Int64?
  ) async throws {
    try await FakeEngine.run(FakeEngine.response(#"{"Id":"a","State":\#(state)}"#), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let details = try await client.container("a")
        #expect(details?.startedAt?.nanoseconds == nanoseconds)
      }
    }
  }

  @Test func `An inspection has variables, mounts, own layer and process`() async throws {
    let answer = #"""
      {"Id":"a","State":{"Pid":4711},
       "Config":{"Env":["LOG=/logs/a=b.json","EMPTY=","NAME","=x","LOG=/logs/c","PATH=/bin"]},
       "GraphDriver":{"Name":"overlay2","Data":{"LowerDir":"/l","UpperDir":"/o/diff","WorkDir":"/w"}},
       "Mounts":[
        {"Type":"volume","Name":"v","Source":"/v/_data","Destination":"/logs","Driver":"local","Mode":"z","RW":true,"Propagation":""},
        {"Type":"bind","Source":"/srv","Destination":"/srv/x","Mode":"ro","RW":false,"Propagation":"rprivate"},
        {"Type":"tmpfs","Source":"","Destination":"/tmp"},{"Source":"/nowhere"}]}
      """#
    try await FakeEngine.run(FakeEngine.response(answer), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let details = try #require(try await client.container("a"))
        #expect(details.variables == ["LOG": "/logs/c", "EMPTY": "", "PATH": "/bin"])
        #expect(
          details.mounts == [
            ContainerMount(type: "volume", source: "/v/_data", destination: "/logs", readWrite: true),
            ContainerMount(type: "bind", source: "/srv", destination: "/srv/x", readWrite: false),
            ContainerMount(type: "tmpfs", source: "", destination: "/tmp", readWrite: true),
          ]
        )
        #expect(details.upperDirectory == "/o/diff")
        #expect(details.processID == 4711)
      }
    }
  }

  @Test(
    arguments: [
      #"{"Id":"a"}"#,
      #"{"Id":"a","State":{"Pid":0},"Config":{"Env":null},"GraphDriver":{"Name":"zfs","Data":null},"Mounts":null}"#,
      #"{"Id":"a","State":{},"Config":{"Env":[]},"GraphDriver":null,"Mounts":[]}"#,
      #"{"Id":"a","State":{"Pid":-1},"Config":{},"GraphDriver":{"Data":{"UpperDir":""}}}"#,
    ]
  )
  func `An inspection may lack variables, mounts, own layer and process`(answer: String) async throws {
    try await FakeEngine.run(FakeEngine.response(answer), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let details = try #require(try await client.container("a"))
        #expect(details.variables.isEmpty)
        #expect(details.mounts.isEmpty)
        #expect(details.upperDirectory == nil)
        #expect(details.processID == nil)
      }
    }
  }

  @Test func `Variables and mounts are bounded`() async throws {
    let long = String(repeating: "x", count: ContainerDetails.longestVariable)
    let variables = [#""A=1","A=\#(long)x","B=\#(long)""#] + (0..<5000).map { #""V\#($0)=""# }
    let mounts = (0..<2000).map { #"{"Destination":"/\#($0)"}"# }
    let answer = #"""
      {"Id":"a","Config":{"Env":[\#(variables.joined(separator: ","))]},
       "Mounts":[\#(mounts.joined(separator: ","))]}
      """#
    try await FakeEngine.run(FakeEngine.response(answer), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let details = try #require(try await client.container("a"))
        #expect(details.variables["A"] == nil)
        #expect(details.variables["B"] == long)
        #expect(details.variables.count == ContainerDetails.mostVariables - 2)
        #expect(details.mounts.map(\.destination) == (0..<1024).map { "/\($0)" })
      }
    }
  }

  @Test func `A refusal whose explanation never comes is timed out`() async throws {
    let answer = Array("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 10\r\n\r\n".utf8)
    try await FakeEngine.run(answer, .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint, configuration: .impatient) { client in
        #expect(await engineError { _ = try await client.messages(of: "a") }?.code == .timedOut)
        #expect(await engineError { try await client.withEvents { _ in } }?.code == .timedOut)
      }
    }
  }

  @Test func `A list whose body never ends is timed out`() async throws {
    try await FakeEngine.run(FakeEngine.chunked([Array("[".utf8)], ends: false), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint, configuration: .impatient) { client in
        #expect(await engineError { _ = try await client.containers() }?.code == .timedOut)
      }
    }
  }

  @Test func `Requests are GETs with a Host header, and ask for what the API describes`() async throws {
    try await FakeEngine.run(FakeEngine.response("{}"), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        _ = try await client.info()
        _ = await engineError { _ = try await client.containers() }
        _ = await engineError { _ = try await client.container("web") }
        _ = try? await client.messages(of: "web", LogRequest(stream: .stderr, follow: true, tail: 7))
        _ = try? await client.messages(of: "web")
        let since = EngineTimestamp(nanoseconds: 1_000_000_005)
        _ = try? await client.withEvents(since: since) { events in for try await _ in events {} }
      }
      #expect(engine.requests.allSatisfy { $0.lowercased().contains("\r\nhost: docker\r\n") })
      #expect(
        engine.requests.map { String($0.prefix { $0 != "\r\n" }) } == [
          "GET /info HTTP/1.1", "GET /containers/json?all=1 HTTP/1.1",
          "GET /containers/web/json HTTP/1.1",
          "GET /containers/web/logs?stderr=1&timestamps=1&follow=1&tail=7 HTTP/1.1",
          "GET /containers/web/logs?stdout=1&timestamps=1&follow=0&tail=all HTTP/1.1",
          "GET /events?filters=%7B%22type%22%3A%5B%22container%22%5D%7D&since=1.000000005 HTTP/1.1",
        ]
      )
    }
  }

  @Test func `Chunks of any size are one body`() async throws {
    let body = FrameDecoderTests.body
    for size in [1, 2, 7, 100, body.count] {
      let chunks = stride(from: 0, to: body.count, by: size).map {
        Array(body[$0..<min($0 + size, body.count)])
      }
      try await FakeEngine.run(FakeEngine.chunked(chunks, ends: true), .staysOpen) { engine in
        try await EngineClient.withClient(endpoint: engine.endpoint) { client in
          let messages = try await client.messages(of: "a")
          #expect(messages == FrameDecoderTests.messages)
        }
      }
    }
  }

  @Test(
    arguments: ["<html>", "", "{}", "[{}]", "[1]"]
  )
  func `An answer that isn't the JSON of the API is a violation`(body: String) async throws {
    try await FakeEngine.run(FakeEngine.response(body), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        #expect(await engineError { _ = try await client.containers() }?.code == .protocolViolation)
      }
    }
  }

  @Test func `An answer that isn't HTTP is a violation`() async throws {
    try await FakeEngine.run(Array("220 mail.example ESMTP\r\n".utf8), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        #expect(await engineError { _ = try await client.containers() }?.code == .protocolViolation)
        #expect(await engineError { _ = try await client.messages(of: "a") }?.code == .protocolViolation)
      }
    }
  }

  @Test func `A list beyond the limit is refused`() async throws {
    var configuration = EngineClient.Configuration()
    configuration.maximumBodyLength = 10_000
    let body = "[" + String(repeating: " ", count: 20_000) + "]"
    try await FakeEngine.run(FakeEngine.response(body), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint, configuration: configuration) { client in
        let error = await engineError { _ = try await client.containers() }
        #expect(error?.code == .protocolViolation)
        #expect(error?.message.contains("too large") == true)
      }
    }
  }

  @Test func `A list of missing fields and nulls is read`() async throws {
    let body = #"[{"Id":"a","Names":null,"Labels":null},{"Id":"b","Names":["/x","y"],"State":"paused"}]"#
    try await FakeEngine.run(FakeEngine.response(body), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let list = try await client.containers()
        #expect(list.map(\.names) == [[], ["x", "y"]])
        #expect(list.map(\.isRunning) == [false, true])
      }
    }
  }

  @Test(arguments: [403, 409, 500, 501])
  func `Another status is an error with the engine's words, or a proxy's`(status: Int) async throws {
    for body in [#"{"message":"no \u001b[1mway"}"#, "no \u{1B}[1mway\n"] {
      try await FakeEngine.run(FakeEngine.response(status: "\(status) X", body), .staysOpen) { engine in
        try await EngineClient.withClient(endpoint: engine.endpoint) { client in
          let query = await engineError { _ = try await client.containers() }
          #expect(query?.code == .status(status))
          #expect(query?.message.hasSuffix("status \(status): no  [1mway") == true)
          let stream = await engineError { _ = try await client.messages(of: "a") }
          #expect(stream?.code == .status(status))
          #expect(stream?.message == "GET /containers/a/logs: status \(status): no  [1mway")
        }
      }
    }
  }

  @Test func `A huge explanation of a refusal is shortened`() async throws {
    let body = String(repeating: "x", count: 1 << 20)
    try await FakeEngine.run(FakeEngine.response(status: "500 X", body), .staysOpen) { engine in
      try await EngineClient.withClient(endpoint: engine.endpoint) { client in
        let error = await engineError { _ = try await client.messages(of: "a") }
        #expect(error?.code == .status(500))
        #expect((error?.message.utf8.count ?? .max) < 1000)
      }
    }
  }

  @Test func `A missing socket is reported at once, and by its path`() async throws {
    let endpoint = EngineEndpoint(address: .unix(path: "/tmp/there/is/no.sock"))
    try await EngineClient.withClient(endpoint: endpoint) { client in
      var fastest = Duration.seconds(60)
      // A machine that is busy with other tests may hold up one attempt, but not all of them.
      for _ in 0..<20 where fastest >= .seconds(4) {
        let start = ContinuousClock.now
        let query = await engineError { _ = try await client.info() }
        let stream = await engineError { _ = try await client.messages(of: "a") }
        let events = await engineError { try await client.withEvents { _ in } }
        fastest = min(fastest, ContinuousClock.now - start)
        for error in [query, stream, events] {
          #expect(error?.code == .unavailable)
          #expect(error?.message.contains("/tmp/there/is/no.sock") == true)
        }
      }
      // Well before the connect timeout of 5 s, which is when a client that tries again would say it.
      #expect(fastest < .seconds(4))
    }
  }

  @Test func `A path that is no socket is unavailable`() async throws {
    try await EngineClient.withClient(endpoint: EngineEndpoint(address: .unix(path: "/etc/passwd"))) {
      client in
      #expect(await engineError { _ = try await client.info() }?.code == .unavailable)
      #expect(await engineError { _ = try await client.messages(of: "a") }?.code == .unavailable)
    }
  }

  @Test func `A TCP port where nobody listens is unavailable`() async throws {
    // The discard port; nothing serves it.
    let endpoint = EngineEndpoint(address: .tcp(host: "127.0.0.1", port: 9))
    try await EngineClient.withClient(endpoint: endpoint) { client in
      #expect(await engineError { _ = try await client.info() }?.code == .unavailable)
      #expect(await engineError { _ = try await client.messages(of: "a") }?.code == .unavailable)
    }
  }
}
