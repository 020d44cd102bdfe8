import Basics
import Collector
import DockerEngine
import Testing

@testable import decklog

struct SettingsEndpointTests {
  @Test(
    arguments: [
      ("unix:///run/docker.sock", EngineEndpoint.Address.unix(path: "/run/docker.sock")),
      ("tcp://engine:2375", .tcp(host: "engine", port: 2375)),
      ("tcp://engine", .tcp(host: "engine", port: 2375)),
      ("tcp://[2001:db8::1]:99", .tcp(host: "2001:db8::1", port: 99)),
    ]
  )
  func `The engine is the flag's or the environment's`(host: String, address: EngineEndpoint.Address) throws {
    let variable = try SettingsReading([], ["DOCKER_HOST": host])
    #expect(variable.settings.endpoint == EngineEndpoint(address: address))
    let flag = try SettingsReading(["--docker-host", host], ["DOCKER_HOST": "tcp://other:1"])
    #expect(flag.settings.endpoint == EngineEndpoint(address: address))
  }

  @Test func `TLS is verified with the variable for it, whatever it holds`() throws {
    for value in ["1", "0", "false"] {
      let reading = try SettingsReading(
        [],
        ["DOCKER_HOST": "tcp://engine", "DOCKER_TLS_VERIFY": value, "DOCKER_CERT_PATH": "/certs"]
      )
      let tls = EngineEndpoint.TLS(certificateDirectory: "/certs", verifies: true)
      #expect(
        reading.settings.endpoint == EngineEndpoint(address: .tcp(host: "engine", port: 2376), tls: tls)
      )
    }
  }

  @Test func `Certificates alone encrypt and verify nothing`() throws {
    let reading = try SettingsReading(
      ["--docker-host", "tcp://engine:1"],
      ["DOCKER_CERT_PATH": "/certs", "DOCKER_TLS_VERIFY": ""]
    )
    let tls = EngineEndpoint.TLS(certificateDirectory: "/certs", verifies: false)
    #expect(reading.settings.endpoint == EngineEndpoint(address: .tcp(host: "engine", port: 1), tls: tls))
  }

  @Test(arguments: [
    "ftp://engine", "tcp://engine:0", "tcp://engine:99999", "ssh://engine", "/run/docker.sock",
  ])
  func `An invalid address is refused, and named`(host: String) throws {
    let variable = #expect(throws: SettingError.self) { try SettingsReading([], ["DOCKER_HOST": host]) }
    #expect(variable?.description.hasPrefix("invalid DOCKER_HOST '\(host)'") == true)
    let flag = #expect(throws: SettingError.self) { try SettingsReading(["--docker-host", host]) }
    #expect(flag?.description.hasPrefix("invalid --docker-host '\(host)'") == true)
  }
}
