internal import DockerEngine
internal import Glibc

/// How the engine keeps the log of one container of the fleet.
struct LogFacts: Sendable, Hashable {
  /// Whether the log's file can be read here.
  enum Access: Sendable, Hashable {
    case readable
    /// The engine names no file.
    case noFile
    /// Why it can't be read.
    case unreadable(String)
  }

  var name: String
  var driver: String
  /// The driver's options.
  var options: [String: String]
  var rotates: Bool
  var access: Access
}

extension LogFacts {
  init(_ details: ContainerDetails) {
    name = details.name
    driver = details.logDriver
    options = details.logOptions
    rotates = details.rotatesLog
    access = details.driverFile.map(Self.access) ?? .noFile
  }

  /// Whether a file can be opened as a collector opens it. Nothing of it is read.
  private static func access(_ path: String) -> Access {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return .unreadable(String(cString: strerror(errno))) }
    close(descriptor)
    return .readable
  }
}

extension ContainerDetails {
  /// Other drivers keep files as well, in forms of their own.
  fileprivate var driverFile: String? { logDriver == "json-file" ? logPath : nil }
}
