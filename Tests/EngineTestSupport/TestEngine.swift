import Foundation
import Glibc
import Synchronization
import TestSupport

/// A Docker engine of the tests' own; the machine's, where none can be started.
///
/// It lives in a directory under `/tmp` and in namespaces of its own (processes, mounts and, unless told
/// otherwise, network), so that ending one process ends everything it ever started: containerd, the shims, the
/// containers, their mounts. A guard outside does that when the test process is gone, however it went.
///
/// Most tests share one engine, ``shared()``. A test that wants one for itself takes one by ``withEngine(_:_:)``.
public final class TestEngine: Sendable {
  /// What an engine is started with.
  public struct Options: Sendable {
    /// More arguments for `dockerd`, such as `-H tcp://127.0.0.1:2376`.
    public var arguments: [String]

    /// Whether the engine is in the network of the tests, so that they reach it by TCP.
    public var sharesNetwork: Bool

    /// Creates options.
    public init(arguments: [String] = [], sharesNetwork: Bool = false) {
      self.arguments = arguments
      self.sharesNetwork = sharesNetwork
    }
  }

  /// The directory that holds everything of this engine's. Removed with it.
  public let directory: String

  let options: Options

  /// Whether a test has stopped or killed it.
  let wasStopped = Mutex(false)

  /// Whether it is the tests' own, to be stopped and started; the machine's is only used, and left as it was.
  public let isOwn: Bool

  /// The engine's socket.
  public var socketPath: String { self.isOwn ? self.directory + "/docker.sock" : HostEngine.socketPath }

  /// The engine's address in the spelling of `DOCKER_HOST`.
  public var host: String { "unix://" + self.socketPath }

  /// What the engine has said so far, for messages about a failure.
  public var logPath: String { self.directory + "/dockerd.log" }

  /// A command that runs another one among the engine's processes and mounts; that one dies with it.
  ///
  /// Empty for the machine's engine, which is among the tests' own.
  ///
  /// - Throws: What reading a file throws.
  public var entry: [String] {
    get throws {
      guard self.isOwn else { return [] }
      let first = try String(contentsOfFile: self.directory + "/init", encoding: .utf8)
      let target = first.split(whereSeparator: \.isWhitespace).joined()
      return ["nsenter", "--target", target, "--mount", "--pid", "--", "setpriv", "--pdeathsig", "KILL"]
    }
  }

  init(directory: String, options: Options, isOwn: Bool) {
    self.directory = directory
    self.options = options
    self.isOwn = isOwn
  }

  /// Why there is no engine for the tests; `nil` if there is one, of their own or the machine's.
  public static var unavailableReason: String? {
    self.ownUnavailableReason.flatMap { reason in
      HostEngine.unavailableReason.map { "\(reason), and the machine's can't be used: \($0)" }
    }
  }

  /// Why no engine can be started here; `nil` if one can.
  public static var ownUnavailableReason: String? {
    guard geteuid() == 0 else { return "a Docker engine can only be started by root" }
    for tool in ["dockerd", "containerd", "docker", "tini", "unshare", "nsenter", "busybox"]
    where TestTools.path(of: tool) == nil {
      return "\(tool) is not installed"
    }
    return nil
  }

  /// Whether tests with an engine run. In CI they always do, and fail where there can be none.
  public static var runsHere: Bool { self.unavailableReason == nil || TestTools.isCI }

  /// Whether tests run that stop their engine, or need it in a network or on a disk of its own.
  public static var ownRunsHere: Bool { self.ownUnavailableReason == nil || TestTools.isCI }
}
