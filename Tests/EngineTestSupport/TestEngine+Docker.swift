extension TestEngine {
  /// Runs the `docker` command line against this engine.
  ///
  /// - Returns: What it printed, without white space at the end.
  /// - Throws: ``CommandFailure`` if it fails.
  @discardableResult
  public func docker(_ arguments: [String]) async throws -> String {
    try await Command.run("docker", ["-H", self.host] + arguments)
  }

  /// A name that no other test uses.
  public static func uniqueName(_ prefix: String) -> String {
    "\(prefix)-\(Self.uniqueSuffix())"
  }

  /// Starts a container and does not wait for it.
  ///
  /// - Parameters:
  ///   - image: The image's name; by default one that holds busybox.
  ///   - name: The container's name.
  ///   - labels: The container's labels.
  ///   - hasTTY: Whether it gets a terminal.
  ///   - options: More options of `docker run`, such as `--log-opt max-size=1m`.
  ///   - command: What it runs.
  /// - Returns: The container's id.
  /// - Throws: ``CommandFailure``.
  @discardableResult
  public func run(
    image: String = TestEngine.busyboxImage,
    name: String,
    labels: [String: String] = [:],
    hasTTY: Bool = false,
    options: [String] = [],
    _ command: [String]
  ) async throws -> String {
    // The engine's own network: for one of the container's own the engine starts itself once more.
    var arguments = ["run", "--detach", "--network", "host", "--name", name]
    for (label, value) in labels {
      arguments += ["--label", "\(label)=\(value)"]
    }
    if !self.isOwn {
      arguments += ["--label", "\(HostEngine.label)=\(self.directory)"]
    }
    if hasTTY {
      arguments.append("--tty")
    }
    return try await self.docker(arguments + options + [image] + command)
  }

  /// Starts a container that runs a shell script, ``run(image:name:labels:hasTTY:options:_:)`` otherwise.
  ///
  /// - Returns: The container's id.
  /// - Throws: ``CommandFailure``.
  @discardableResult
  public func run(
    name: String,
    labels: [String: String] = [:],
    hasTTY: Bool = false,
    options: [String] = [],
    script: String
  ) async throws -> String {
    try await self.run(name: name, labels: labels, hasTTY: hasTTY, options: options, ["sh", "-c", script])
  }

  /// Gives an image another name.
  ///
  /// - Throws: ``CommandFailure``.
  public func tag(_ image: String, as name: String) async throws {
    try await self.docker(["tag", image, name])
  }

  /// Makes a volume.
  ///
  /// - Parameter options: of the driver, such as `type=tmpfs`.
  /// - Returns: The volume's directory on the host.
  /// - Throws: ``CommandFailure``.
  @discardableResult
  public func makeVolume(_ name: String, options: [String] = []) async throws -> String {
    try await self.docker(["volume", "create"] + options.flatMap { ["--opt", $0] } + [name])
    return try await self.docker(["volume", "inspect", "--format", "{{.Mountpoint}}", name])
  }

  /// Stops a container's processes where they are, or lets them go on.
  ///
  /// - Throws: ``CommandFailure``.
  public func setPaused(_ container: String, _ isPaused: Bool) async throws {
    // The engine's own pause needs the freezer of the control groups, which isn't everywhere.
    try await self.docker(["kill", "--signal", isPaused ? "STOP" : "CONT", container])
  }

  /// Waits until a container has ended.
  ///
  /// - Returns: Its exit code.
  /// - Throws: ``CommandFailure``.
  @discardableResult
  public func wait(_ container: String) async throws -> Int {
    Int(try await self.docker(["wait", container])) ?? -1
  }

  /// Removes a container, running or not.
  ///
  /// - Throws: ``CommandFailure``.
  public func remove(_ container: String) async throws {
    try await self.docker(["rm", "--force", "--volumes", container])
  }

  /// Stops a container: SIGTERM, and SIGKILL a second later.
  ///
  /// - Throws: ``CommandFailure``.
  public func stop(_ container: String) async throws {
    try await self.docker(["stop", "--time", "1", container])
  }

  /// Kills a container.
  ///
  /// - Throws: ``CommandFailure``.
  public func kill(_ container: String) async throws {
    try await self.docker(["kill", container])
  }

  /// Starts a container that has ended.
  ///
  /// - Throws: ``CommandFailure``.
  public func start(_ container: String) async throws {
    try await self.docker(["start", container])
  }

  /// Stops and starts a container.
  ///
  /// - Throws: ``CommandFailure``.
  public func restart(_ container: String) async throws {
    try await self.docker(["restart", "--time", "1", container])
  }

  /// Renames a container.
  ///
  /// - Throws: ``CommandFailure``.
  public func rename(_ container: String, to name: String) async throws {
    try await self.docker(["rename", container, name])
  }

  /// Runs a command in a running container.
  ///
  /// - Returns: What it printed.
  /// - Throws: ``CommandFailure``.
  @discardableResult
  public func exec(_ container: String, _ command: [String]) async throws -> String {
    try await self.docker(["exec", container] + command)
  }
}
