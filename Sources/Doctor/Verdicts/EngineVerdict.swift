internal import Basics
internal import DockerEngine

/// Whether the engine can be spoken to, and how.
enum EngineVerdict {
  /// The most that the engine's clock may differ, in nanoseconds.
  static let clockTolerance: Int64 = 2_000_000_000

  static func findings(_ facts: EngineFacts) -> [Finding] {
    switch facts.info {
    case .success(let info): [answer(facts, info), clock(facts, info)]
    case .failure(let error) where facts.containers != nil: [reserve(facts, error)]
    case .failure(let error): [fault(facts, error)]
    }
  }

  /// It tells all that a collector needs, and not who it is.
  private static func reserve(_ facts: EngineFacts, _ error: EngineError) -> Finding {
    Finding(
      .engine,
      .warning,
      "\(facts.endpoint): lists its containers, and does not say who it is: \(error.message)",
      advice:
        "Collecting works. Let a proxy pass GET /info as well: without it a connection that is lost can leave a"
        + " doubt in the ledger where the engine may have been restarted."
    )
  }

  private static func answer(_ facts: EngineFacts, _ info: EngineInfo) -> Finding {
    let found =
      "\(facts.endpoint): engine \(info.version), API \(info.apiVersion), on \(NameList.name(info.name))"
    if let fault = facts.listFault {
      return Finding(
        .engine,
        .problem,
        "\(found); it does not list its containers: \(fault.message)",
        advice:
          "A proxy before it has to let GET /containers/json, /containers/ID/json, /containers/ID/logs and /events"
          + " through."
      )
    }
    guard let weakness = weakness(of: facts.endpoint) else { return Finding(.engine, .ok, found) }
    return Finding(.engine, .warning, "\(found); \(weakness.found)", advice: weakness.advice)
  }

  /// What is unsafe about a way to an engine.
  private static func weakness(of endpoint: EngineEndpoint) -> (found: String, advice: String)? {
    guard case .tcp(let host, _) = endpoint.address else { return nil }
    guard let tls = endpoint.tls else {
      if host == "localhost" || host == "::1" || host.hasPrefix("127.") { return nil }
      return (
        "nothing protects the connection: who can reach the port can do all that it allows",
        "Let only the collector reach the port, or use TLS: DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH=DIRECTORY."
      )
    }
    if tls.verifies { return nil }
    return (
      "the engine's certificate is not verified, so anybody in between can play the engine",
      "Set DOCKER_TLS_VERIFY=1; ca.pem has to be in DOCKER_CERT_PATH."
    )
  }

  private static func fault(_ facts: EngineFacts, _ error: EngineError) -> Finding {
    Finding(.engine, .problem, "\(facts.endpoint): \(error.message)", advice: advice(facts, error))
  }

  private static func advice(_ facts: EngineFacts, _ error: EngineError) -> String {
    if let ownership = facts.ownership, ownership.mode & 0o020 != 0 {
      return
        "Let the collector's user into the socket's group,"
        + " `sudo usermod -aG \(ShellWord.quoted(ownership.group)) USER`,"
        + " and start it anew; who is in it rules the host, so a read-only proxy is safer."
    }
    switch error.code {
    case .permissionDenied:
      return "Give the socket a group with the right to write to it, and run the collector in that group."
    case .tls:
      return "Look at ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH (\(certificates(of: facts.endpoint)));"
        + " the engine's certificate has to bear the name in DOCKER_HOST."
    case .unavailable where facts.endpoint.isSocket:
      return "Start it, `sudo systemctl start docker`, or say with --docker-host or DOCKER_HOST where it is."
    case .unavailable, .badEndpoint:
      return "Say with --docker-host or DOCKER_HOST where it is, and see whether a firewall is in between."
    case .timedOut, .connectionLost:
      return "It hangs or is overloaded: see `sudo journalctl -u docker -n 50`."
    case .protocolViolation:
      return "What listens there is no Docker engine, or wants TLS: set --docker-host or DOCKER_HOST right."
    default:
      return
        "A proxy before it has to let GET /containers/json, /containers/ID/json, /containers/ID/logs and /events"
        + " through; /info is welcome."
    }
  }

  private static func certificates(of endpoint: EngineEndpoint) -> String {
    endpoint.tls?.certificateDirectory ?? "not set: no client certificate"
  }

  private static func clock(_ facts: EngineFacts, _ info: EngineInfo) -> Finding {
    guard let time = info.systemTime?.nanoseconds else {
      return Finding(.engineClock, .skipped, "the engine does not tell its time")
    }
    let difference = difference(time, facts.asked)
    let text = seconds(difference.magnitude)
    guard difference.magnitude > clockTolerance else {
      return Finding(.engineClock, .ok, "no more than \(text) seconds from this host's")
    }
    return Finding(
      .engineClock,
      .warning,
      "the engine's clock is \(text) seconds \(difference > 0 ? "ahead of" : "behind") this host's",
      advice: "The records have the engine's time. Keep both clocks in step: `timedatectl set-ntp true`."
    )
  }

  /// By how much a clock differs at the least, when it was read at some moment of a stretch of ours; 0 where it need
  /// not differ at all.
  static func difference(_ time: Int64, _ asked: ClosedRange<Int64>) -> Int64 {
    if time > asked.upperBound { return time.subtractingSaturated(asked.upperBound) }
    if time < asked.lowerBound { return time.subtractingSaturated(asked.lowerBound) }
    return 0
  }

  private static func seconds(_ nanoseconds: UInt64) -> String {
    "\(nanoseconds / 1_000_000_000).\(nanoseconds % 1_000_000_000 / 100_000_000)"
  }
}

extension EngineEndpoint {
  /// Whether it is a UNIX socket of this host.
  var isSocket: Bool { if case .unix = address { true } else { false } }
}
