import DockerEngine
import Testing

@Suite("Engine endpoints")
struct EngineEndpointTests {
  struct Spelling: Sendable, CustomTestStringConvertible {
    var host: String?
    var verify = false
    var path: String?
    var address: EngineEndpoint.Address
    var tls: EngineEndpoint.TLS?

    var testDescription: String { "\(self.host ?? "nil") verify=\(self.verify) path=\(self.path ?? "nil")" }
  }

  @Test(
    arguments: [
      Spelling(host: nil, address: .unix(path: "/var/run/docker.sock")),
      Spelling(host: "", address: .unix(path: "/var/run/docker.sock")),
      Spelling(host: "unix://", address: .unix(path: "/var/run/docker.sock")),
      Spelling(host: "unix:///run/user/1000/podman.sock", address: .unix(path: "/run/user/1000/podman.sock")),
      Spelling(host: "unix:///a b", verify: true, path: "/c", address: .unix(path: "/a b")),
      Spelling(host: "tcp://engine", address: .tcp(host: "engine", port: 2375)),
      Spelling(host: "tcp://engine/", address: .tcp(host: "engine", port: 2375)),
      Spelling(host: "tcp://", address: .tcp(host: "localhost", port: 2375)),
      Spelling(host: "tcp://:4243", address: .tcp(host: "localhost", port: 4243)),
      Spelling(host: "engine:4243", address: .tcp(host: "engine", port: 4243)),
      Spelling(host: "tcp://192.0.2.7:65535", address: .tcp(host: "192.0.2.7", port: 65535)),
      Spelling(host: "tcp://[2001:db8::5]:99", address: .tcp(host: "2001:db8::5", port: 99)),
      Spelling(host: "tcp://[::1]", address: .tcp(host: "::1", port: 2375)),
      Spelling(host: "http://engine", address: .tcp(host: "engine", port: 2375)),
      Spelling(
        host: "https://engine",
        address: .tcp(host: "engine", port: 2376),
        tls: EngineEndpoint.TLS(certificateDirectory: nil, verifies: true)
      ),
      Spelling(
        host: "tcp://engine",
        verify: true,
        path: "/certs",
        address: .tcp(host: "engine", port: 2376),
        tls: EngineEndpoint.TLS(certificateDirectory: "/certs", verifies: true)
      ),
      Spelling(
        host: "tcp://engine:1",
        path: "/certs",
        address: .tcp(host: "engine", port: 1),
        tls: EngineEndpoint.TLS(certificateDirectory: "/certs", verifies: false)
      ),
      Spelling(host: "tcp://engine:1", path: "", address: .tcp(host: "engine", port: 1)),
    ]
  )
  func `An address is read as Docker's own client reads it`(spelling: Spelling) throws {
    let endpoint = try EngineEndpoint(
      host: spelling.host,
      tlsVerify: spelling.verify,
      certPath: spelling.path
    )
    #expect(endpoint.address == spelling.address)
    if case .tcp = spelling.address {
      #expect(endpoint.tls == spelling.tls)
    }
  }

  @Test func `Verification without a directory takes the certificates of the home directory`() throws {
    let endpoint = try EngineEndpoint(host: "tcp://engine", tlsVerify: true, certPath: nil)
    #expect(endpoint.tls?.certificateDirectory?.hasSuffix("/.docker") == true)
    #expect(endpoint.tls?.verifies == true)
  }

  @Test(
    arguments: [
      "ssh://engine", "npipe:////./pipe/docker_engine", "fd://", "/var/run/docker.sock", "tcp://engine:0",
      "tcp://engine:65536", "tcp://engine:", "tcp://engine:-1", "tcp://engine:1x", "tcp://[::1", "tcp://::1",
      "tcp://[engine]:1", "tcp://[::1]1", "tcp://engine/path", "tcp://user@engine", "tcp://a b",
      "unix://" + String(repeating: "x", count: 108), "TCP://engine",
    ]
  )
  func `What is no address is refused, and the message names it`(host: String) {
    let error = #expect(throws: EngineError.self) {
      try EngineEndpoint(host: host, tlsVerify: false, certPath: nil)
    }
    #expect(error?.code == .badEndpoint)
    #expect(error?.message.contains(host.prefix(200)) == true)
  }

  @Test func `An endpoint describes itself as DOCKER_HOST would spell it`() throws {
    #expect(EngineEndpoint(address: .unix(path: "/run/d.sock")).description == "unix:///run/d.sock")
    #expect(EngineEndpoint(address: .tcp(host: "::1", port: 7)).description == "tcp://[::1]:7")
  }
}
