import Glibc

/// The machine's engine: for tests of somebody who may not start one.
enum HostEngine {
  /// Marks what tests have made there.
  static let label = "decklog.test"

  /// Where it listens; other addresses than UNIX sockets are left alone.
  static var socketPath: String {
    let host = getenv("DOCKER_HOST").map { String(cString: $0) } ?? ""
    return host.hasPrefix("unix://") ? String(host.dropFirst(7)) : "/var/run/docker.sock"
  }

  /// Why it can't be used; `nil` if it can. Asked once.
  static let unavailableReason: String? = {
    guard access(socketPath, R_OK | W_OK) == 0 else { return "no access to \(socketPath)" }
    // Its fleet's lines would be collected with those of the tests.
    let script = """
      docker -H "unix://$0" version > /dev/null 2>&1 || exit 2
      for label in decnet.fleet.service decnet.topology.service; do
        test -z "$(docker -H "unix://$0" ps -aq --filter "label=$label=true")" || exit 3
      done
      """
    var process: pid_t = 0
    let arguments = ["/bin/sh", "-c", script, socketPath]
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    guard posix_spawn(&process, "/bin/sh", nil, nil, &pointers, environ) == 0 else { return "no shell" }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    switch status >> 8 & 0xFF {
    case 0: return nil
    case 3: return "it has a fleet of its own"
    default: return "it does not answer at \(socketPath)"
    }
  }()
}
