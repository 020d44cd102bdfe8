internal import Addresses
internal import DockerEngine
internal import Evidence

/// Whether attackers' addresses are those of a proxy that publishes the container's port.
struct AttackerAddressCheck: Check {
  struct Container: Sendable, Hashable {
    var name: String
    /// The container's gateways.
    var gateways: [String]
    /// The attackers of its last records.
    var attackers: AttackerTally
  }

  /// The fewest records that mean something: an operator tries a decoy from its own host too.
  static let leastRecords = 10
  /// What a proxy in the container's own network is seen as: loopback, and slirp4netns's addresses (podman-run(1)).
  private static let local: Set = ["127.0.0.1", "::1", "10.0.2.2", "10.0.2.100"]

  let name = "attacker-address"

  func probe(_ survey: Survey) async throws(Late) -> [Container] {
    let containers = try await survey.honeypots.containers
    let path = survey.journal.recordFile
    let tallies = try await TimeLimit.blocking(path) { AttackerTally.read(path) }
    return containers.compactMap { container in
      tallies[OutputCounts.key(container.details.id)].map {
        Container(name: container.name, gateways: container.details.gateways, attackers: $0)
      }
    }
  }

  func judge(_ containers: [Container]) -> Finding? {
    let known = containers.filter { $0.attackers.records >= Self.leastRecords }
    guard !known.isEmpty else { return nil }
    let behind = known.compactMap { container in proxy(of: container).map { (container, $0) } }
    guard !behind.isEmpty else {
      return .ok("the attackers of \(known.count) containers have addresses of their own")
    }
    let texts = behind.map { container, address in
      "\(NameList.name(container.name)) (\(address), \(container.attackers.records) records)"
    }
    return .warning(
      "every attacker has the address of the container's gateway, so a proxy publishes the port: \(NameList.list(texts))",
      advice:
        #"Docker: set "userland-proxy": false in /etc/docker/daemon.json, leave "iptables" on, and"#
        + " `sudo systemctl restart docker`, which restarts its containers; or run the container with `--network host`."
        + " For IPv6 its network needs IPv6 addresses, `docker network create --ipv6`. Rootless Docker:"
        + " DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=slirp4netns. Rootless Podman: `podman run --network pasta …` or"
        + " `--network slirp4netns:port_handler=slirp4netns`."
    )
  }

  /// The one address of all attackers, if it is a proxy's.
  private func proxy(of container: Container) -> String? {
    guard let address = container.attackers.only else { return nil }
    let gateways = Set(container.gateways.map(IPAddress.canonicalText(of:)))
    return Self.local.contains(address) || gateways.contains(address) ? address : nil
  }
}
