import Glibc
import Synchronization

extension TestEngine {
  /// Runs `body` with an engine that no other test uses meanwhile.
  ///
  /// An engine that `body` leaves running is emptied and serves the next test; it is gone shortly after the process.
  ///
  /// - Returns: What `body` returns.
  /// - Throws: ``CommandFailure`` if the engine can't be started, and what `body` throws.
  public static func withEngine<Result>(
    _ options: Options = Options(),
    _ body: (TestEngine) async throws -> Result
  ) async throws -> Result {
    let isOrdinary = options.arguments.isEmpty && !options.sharesNetwork
    let idle = isOrdinary ? await IdleEngines.instance.take() : nil
    let engine = if let idle { idle } else { try await Self.make(options) }
    do {
      let result = try await body(engine)
      if isOrdinary, await engine.empty() {
        await IdleEngines.instance.add(engine)
      } else {
        await engine.destroy()
      }
      return result
    } catch {
      await engine.destroy()
      throw error
    }
  }

  /// Makes a directory and namespaces, and starts an engine in them.
  static func make(_ options: Options) async throws -> TestEngine {
    if let reason = Self.unavailableReason {
      throw CommandFailure(command: "dockerd", status: "not started", output: reason)
    }
    // Short, because the path of a UNIX socket has at most 107 bytes.
    let name = "dlt-" + Self.uniqueSuffix()
    let isOwn = Self.ownUnavailableReason == nil
    let engine = TestEngine(directory: "/tmp/" + name, options: options, isOwn: isOwn)
    guard isOwn else {
      try await Command.run("mkdir", ["-m", "700", engine.directory])
      try await engine.importBusybox()
      return engine
    }
    let namespaces = options.sharesNetwork ? "" : "--net"
    do {
      try await Command.run(
        "sh",
        ["-c", EngineScript.create, "sh", engine.directory, String(getpid()), namespaces]
      )
      try await engine.start()
      try await engine.importBusybox()
    } catch {
      await engine.destroy()
      throw error
    }
    return engine
  }

  /// Starts `dockerd`, for the first time or again on the same data, and waits until it answers.
  ///
  /// - Throws: ``CommandFailure`` with the end of the engine's log.
  public func start() async throws {
    let arguments =
      [
        "--data-root", self.directory + "/data", "--exec-root", self.directory + "/exec",
        "--pidfile", self.directory + "/pid", "-H", self.host, "--bridge=none", "--iptables=false",
        "--ip-masq=false", "--ip-forward=false", "--cgroup-parent=/" + self.cgroup,
      ] + self.options.arguments
    try await Command.run("sh", ["-c", EngineScript.start, "sh", self.directory] + arguments)
  }

  /// Stops `dockerd` with SIGTERM, which stops its containers first, and waits until it is gone.
  ///
  /// - Throws: ``CommandFailure``.
  public func stop() async throws {
    try await self.signal("TERM")
  }

  /// Kills `dockerd` with SIGKILL; its containers live on until it is started again.
  ///
  /// - Throws: ``CommandFailure``.
  public func kill() async throws {
    try await self.signal("KILL")
  }

  /// Removes what a test has made on this engine and in its directory.
  ///
  /// - Returns: Whether the engine is as good as a new one; never where a test has stopped it, or it isn't our own.
  private func empty() async -> Bool {
    guard self.isOwn, !self.wasStopped.withLock({ $0 }) else { return false }
    // An engine that can't do it by then is destroyed instead.
    let arguments = ["60", "sh", "-c", EngineScript.empty, "sh", self.directory]
    return (try? await Command.run("timeout", arguments)) != nil
  }

  /// Ends every process of the engine's and removes everything it wrote.
  public func destroy() async {
    guard self.isOwn else { return await self.cleanUpHost() }
    _ = try? await Command.run("sh", ["-c", EngineScript.destroy, "sh", self.directory])
  }

  /// Removes what this one has made on the machine's engine.
  private func cleanUpHost() async {
    let script = """
      ids=$(docker -H "$1" ps -aq --filter "label=$2=$3")
      test -z "$ids" || docker -H "$1" rm --force --volumes $ids
      rm -rf "$3"
      """
    _ = try? await Command.run("sh", ["-c", script, "sh", self.host, HostEngine.label, self.directory])
  }

  private func signal(_ name: String) async throws {
    self.wasStopped.withLock { $0 = true }
    try await Command.run("sh", ["-c", EngineScript.signal, "sh", self.directory, name])
  }

  private var cgroup: String {
    String(self.directory.split(separator: "/").last ?? "")
  }

  static func uniqueSuffix() -> String {
    String(UInt32.random(in: .min ... .max), radix: 36)
  }
}
