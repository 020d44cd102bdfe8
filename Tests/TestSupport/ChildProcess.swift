public import Foundation
import Glibc
import Synchronization

/// A program that runs beside a test. It is killed when its value goes away.
///
/// Foundation's `Process` can miss the end of a program that is killed as it starts, and then waits forever; it also waits
/// for whatever the program leaves behind. swift-subprocess runs a program only for as long as a closure.
public final class ChildProcess: Sendable {
  /// Its process ID.
  public let id: pid_t
  /// Its status from waitpid(2); `nil` until it has been waited for.
  private let end = Mutex<Int32?>(nil)

  /// Starts a program in its own process group, with default signal handling and no other files open.
  ///
  /// - Parameters:
  ///   - command: the program, searched for in `PATH`, and its arguments.
  ///   - environment: all its variables; `nil` for the test's.
  ///   - directory: its working directory; `nil` for the test's.
  ///   - input: its standard input; `nil` for `/dev/null`.
  ///   - output: its standard output; `nil` for the test's.
  ///   - errors: its standard error; `nil` for the test's.
  /// - Throws: `POSIXError`.
  public init(
    _ command: [String],
    environment: [String: String]? = nil,
    directory: String? = nil,
    input: FileHandle? = nil,
    output: FileHandle? = nil,
    errors: FileHandle? = nil
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input.fileDescriptor, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    if let output { posix_spawn_file_actions_adddup2(&actions, output.fileDescriptor, STDOUT_FILENO) }
    if let errors { posix_spawn_file_actions_adddup2(&actions, errors.fileDescriptor, STDERR_FILENO) }
    for descriptor in Self.openFiles where descriptor > STDERR_FILENO {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))

    let command = (directory.map { ["env", "--chdir", $0] } ?? []) + command
    let words = command.map { strdup($0) } + [nil]
    let variables = (environment ?? ProcessInfo.processInfo.environment).map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var id: pid_t = 0
    let code = posix_spawnp(&id, command[0], &actions, &attributes, words, variables)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    self.id = id
  }

  deinit {
    kill()
    wait()
  }

  /// Whether it has not ended.
  public var isRunning: Bool { end.withLock { Self.look(id, &$0, WNOHANG) == nil } }

  /// Sends it a signal, unless it has ended.
  public func kill(_ signal: Int32 = SIGKILL) {
    // Until it has been waited for, no other process gets its ID.
    end.withLock { if $0 == nil { _ = Glibc.kill(id, signal) } }
  }

  /// Blocks until it has ended.
  ///
  /// - Returns: its exit status; 128 and the signal's number where a signal ended it.
  @discardableResult
  public func wait() -> Int32 {
    // Without the lock, so that `isRunning` doesn't wait as well.
    var information = siginfo_t()
    while isRunning, waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    let status = end.withLock { Self.look(id, &$0, 0) } ?? 0
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }

  /// The descriptors that this process has open (proc_pid_fd(5)). Closing one that is gone by then is no error.
  private static var openFiles: [Int32] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    return (names ?? []).compactMap { Int32($0) }
  }

  private static func look(_ id: pid_t, _ end: inout Int32?, _ options: Int32) -> Int32? {
    if end == nil {
      var status: Int32 = 0
      if waitpid(id, &status, options) == id { end = status }
    }
    return end
  }

  /// Runs a program to its end.
  ///
  /// - Returns: what it printed.
  /// - Throws: ``ChildFailure`` where it failed; `POSIXError`.
  @discardableResult
  public static func run(_ command: [String], directory: String? = nil) throws -> String {
    let pipe = Pipe()
    let child = try ChildProcess(command, directory: directory, output: pipe.fileHandleForWriting)
    try pipe.fileHandleForWriting.close()
    let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    let status = child.wait()
    guard status == 0 else { throw ChildFailure(command: command, status: status, output: output) }
    return output
  }

  /// A program that was built with the tests: it stands beside their bundle.
  ///
  /// - Throws: `CocoaError` where there is none.
  public static func built(_ name: String) throws -> String {
    // On Linux the bundle is the program that runs; elsewhere it is one of its arguments.
    let runner = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let candidates = ([runner] + Bundle.allBundles.map(\.bundleURL)).map {
      $0.deletingLastPathComponent().appending(path: name).path
    }
    guard let program = candidates.first(where: FileManager.default.isExecutableFile) else {
      throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: "\(name) in \(candidates)"])
    }
    return program
  }
}

/// A program that failed.
public struct ChildFailure: Error, CustomStringConvertible {
  /// The program and its arguments.
  public let command: [String]
  /// As ``ChildProcess/wait()`` says it.
  public let status: Int32
  /// What it printed.
  public let output: String

  /// All of that.
  public var description: String { "\(command.joined(separator: " ")): status \(status): \(output)" }
}
