internal import DockerEngine

/// Whether the engine answers, and whether the connection to it is protected.
struct EngineCheck: Check {
  private static let requests =
    "A proxy in front of it must allow GET /containers/json, /containers/ID/json, /containers/ID/logs and /events"

  let name = "engine"

  func probe(_ survey: Survey) async throws(Late) -> EngineProbe { try await survey.fleet.engine }

  func judge(_ engine: EngineProbe) -> Finding? {
    switch engine.info {
    case .success(let info): return answer(engine, info)
    case .failure(let error) where engine.containers != nil:
      return .warning(
        "\(engine.endpoint): lists its containers, but does not identify itself: \(error.message)",
        advice:
          "Collecting works. Let a proxy allow GET /info too: without it, a lost connection can leave a doubt in"
          + " the ledger about a restart of the engine."
      )
    case .failure(let error):
      return .problem("\(engine.endpoint): \(error.message)", advice: advice(engine, error))
    }
  }

  private func answer(_ engine: EngineProbe, _ info: EngineInfo) -> Finding {
    let found =
      "\(engine.endpoint): engine \(info.version), API \(info.apiVersion), on \(NameList.name(info.name))"
    if let fault = engine.listFault {
      return .problem(
        "\(found); it does not list its containers: \(fault.message)",
        advice: "\(Self.requests)."
      )
    }
    guard case .tcp(let host, _) = engine.endpoint.address, engine.endpoint.tls?.verifies != true else {
      return .ok(found)
    }
    if engine.endpoint.tls != nil {
      return .warning(
        "\(found); the engine's certificate is not verified, so a man in the middle can impersonate the engine",
        advice: "Set DOCKER_TLS_VERIFY=1; ca.pem must be in DOCKER_CERT_PATH."
      )
    }
    if host == "localhost" || host == "::1" || host.hasPrefix("127.") { return .ok(found) }
    return .warning(
      "\(found); nothing protects the connection: whoever reaches the port can do all that it allows",
      advice:
        "Let only the collector reach the port, or use TLS: DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH=DIRECTORY."
    )
  }

  private func advice(_ engine: EngineProbe, _ error: EngineError) -> String {
    if let ownership = engine.ownership, ownership.mode & 0o020 != 0 {
      return "Add the collector's user to the socket's group,"
        + " `sudo usermod -aG \(ShellWord.quoted(ownership.group)) USER`,"
        + " and restart it; the group's members control the host, so a read-only proxy is safer."
    }
    switch error.code {
    case .permissionDenied:
      return "Give the socket a group that may write to it, and run the collector in that group."
    case .tls:
      let directory = engine.endpoint.tls?.certificateDirectory ?? "not set: no client certificate"
      return "Check ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH (\(directory));"
        + " the engine's certificate must be issued for the name in DOCKER_HOST."
    case .unavailable where engine.endpoint.isSocket:
      return "Start it, `sudo systemctl start docker`, or name its socket with --docker-host or DOCKER_HOST."
    case .unavailable, .badEndpoint:
      return "Set --docker-host or DOCKER_HOST to its address, and check for a firewall in between."
    case .timedOut, .connectionLost:
      return "It hangs or is overloaded: see `sudo journalctl -u docker -n 50`."
    case .protocolViolation:
      return "What listens there is no Docker engine, or expects TLS: correct --docker-host or DOCKER_HOST."
    default: return "\(Self.requests); /info is useful too."
    }
  }
}
