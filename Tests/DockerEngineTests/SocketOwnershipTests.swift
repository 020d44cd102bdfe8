import Glibc
import NIOCore
import Testing

import DockerEngine

@Suite("What an operator is told about a socket")
struct SocketOwnershipTests {
  @Test func `A socket that its group may use names the group to join`() {
    let ownership = SocketOwnership(owner: "root", group: "docker", mode: 0o660)
    #expect(
      SocketOwnership.permissionMessage(path: "/var/run/docker.sock", ownership)
        == "permission denied: /var/run/docker.sock belongs to root:docker (0660); "
        + "run as a member of group docker"
    )
  }

  @Test func `A socket that only its owner may use names the owner`() {
    let ownership = SocketOwnership(owner: "root", group: "root", mode: 0o600)
    #expect(
      SocketOwnership.permissionMessage(path: "/s", ownership)
        == "permission denied: /s belongs to root:root (0600); only user root may open it"
    )
  }

  @Test func `A closed directory is reported as closed`() {
    #expect(SocketOwnership.permissionMessage(path: "/s", nil).contains("a parent directory"))
  }

  @Test func `Owner, group and mode are those of the file`() throws {
    let ownership = try #require(SocketOwnership(path: "/"))
    #expect(ownership.owner == "root")
    #expect(ownership.group == "root")
    #expect(SocketOwnership(path: "/there/is/no/such/socket") == nil)
  }

  @Test func `A socket that may not be opened is permissionDenied, with the words for the operator`() {
    let error = EngineError(
      transport: IOError(errnoCode: EACCES, reason: "connect"),
      endpoint: EngineEndpoint(address: .unix(path: "/"))
    )
    #expect(error.code == .permissionDenied)
    #expect(error.message.hasPrefix("permission denied: / belongs to root:root (0755)"))
  }
}
