import EngineTestSupport
import Foundation
import Testing
import TestSupport

/// A Podman of a test's own: in namespaces of its own, and in a directory that is removed with it.
struct PodmanEngine {
  /// Skips a test where there is no Podman; in CI it runs, and fails.
  static let isNeeded = ConditionTrait.enabled(
    if: TestTools.isCI || Privileges.isRoot && TestTools.path(of: "podman") != nil,
    "podman is not installed, or this is not root"
  )

  let directory: String

  /// The engine's address, as `DOCKER_HOST` spells it.
  var host: String { "unix://\(directory)/podman.sock" }

  /// Runs `body` while it runs.
  static func with(_ body: (PodmanEngine) async throws -> Void) async throws {
    // Shorter than others: podman's sockets are deep in it, and their paths have at most 107 bytes.
    let engine = PodmanEngine(directory: "/tmp/dlp-" + UUID().uuidString.prefix(6).lowercased())
    try FileManager.default.createDirectory(atPath: engine.directory, withIntermediateDirectories: false)
    let process = try engine.start()
    do {
      try await eventually("podman answers") {
        (try? Shell.run("docker -H \(engine.host) version")) != nil
      }
      try engine.importDecoy()
      try await body(engine)
    } catch {
      await engine.end(process)
      throw error
    }
    await engine.end(process)
  }

  private func start() throws -> ChildProcess {
    let settings = """
      [containers]
      cgroups = "enabled"
      [engine]
      cgroup_manager = "cgroupfs"
      events_logger = "file"

      """
    try Data(settings.utf8).write(to: URL(filePath: directory + "/containers.conf"))
    let command =
      ["env", "CONTAINERS_CONF=\(directory)/containers.conf"]
      + ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
      + ["podman", "--root", directory + "/root", "--runroot", directory + "/run"]
      // The Docker engine's, which takes any cgroups.
      + ["--tmpdir", directory + "/tmp", "--storage-driver", "vfs", "--runtime", "runc"]
      + ["system", "service", "--time", "0", host]
    let log = directory + "/podman.log"
    try Data().write(to: URL(filePath: log))
    let output = try FileHandle(forWritingTo: URL(filePath: log))
    return try ChildProcess(command, output: output, errors: output)
  }

  private func end(_ process: ChildProcess) async {
    process.kill()
    process.wait()
    _ = try? Shell.run("rm -rf \(directory)")
  }

  private func importDecoy() throws {
    let decoy = try #require(
      ProcessInfo.processInfo.environment["DECKLOG_DECOY"],
      "DECKLOG_DECOY names no decoy: run the tests with make test"
    )
    try Shell.run(
      """
      set -e; mkdir -p \(directory)/image/bin; cp \(decoy) \(directory)/image/bin/decoy
      cp "$(command -v busybox)" \(directory)/image/bin/busybox
      for applet in sh sleep; do ln -s busybox \(directory)/image/bin/$applet; done
      tar -C \(directory)/image -c . | docker -H \(host) import - \(DecoyFleet.image)
      """
    )
  }

  /// Starts a container that prints lines.
  func emit(_ name: String, lines: Int, _ flags: [String] = []) throws {
    let words = ["/bin/decoy", "emit", "--run", name, "--lines", "\(lines)"] + flags
    try run(name, words.joined(separator: " "))
  }

  /// Starts a container of the fleet, with a command in the shell's words.
  func run(_ name: String, _ command: String) throws {
    try Shell.run(
      """
      docker -H \(host) run --detach --network none --name \(name) --label decnet.fleet.service=true \
      \(DecoyFleet.image) \(command)
      """
    )
  }
}
