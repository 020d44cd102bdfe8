public import Foundation

/// The built `decklog`, running beside a test. It is killed when its value goes away.
public final class DecklogProcess: Sendable {
  /// Which variables of the test's own environment a process gets.
  public enum Inheritance: Sendable {
    /// All of them.
    case everything
    /// Only `PATH`.
    case path
  }

  private let process: ChildProcess
  /// What it prints goes to this file, unless it has another standard output.
  public let outputFile: String
  /// Its messages go to this file, unless it has another standard error.
  public let errorFile: String

  /// Starts `decklog`.
  ///
  /// - Parameters:
  ///   - arguments: its arguments.
  ///   - folder: the directory for its output, which gets a name of its own there.
  ///   - environment: variables besides the inherited ones.
  ///   - inheritance: which variables it inherits.
  ///   - directory: its working directory; `nil` for the test's.
  ///   - openFiles: how many files it may have open; `nil` for as many as the test.
  ///   - wrapper: a command that runs it, such as `setpriv …`.
  ///   - standardInput: its standard input; `nil` for `/dev/null`.
  ///   - standardOutput: its standard output; `nil` for ``outputFile``.
  ///   - standardError: its standard error; `nil` for ``errorFile``.
  public init(
    _ arguments: [String],
    in folder: String,
    environment: [String: String] = [:],
    inheriting inheritance: Inheritance = .everything,
    directory: String? = nil,
    openFiles: Int? = nil,
    wrapper: [String] = [],
    standardInput: FileHandle? = nil,
    standardOutput: FileHandle? = nil,
    standardError: FileHandle? = nil
  ) throws {
    let name = folder + "/" + UUID().uuidString
    outputFile = name + ".output"
    errorFile = name + ".errors"
    for file in [outputFile, errorFile] { try Data().write(to: URL(filePath: file)) }
    let limit = openFiles.map { ["sh", "-c", #"ulimit -n "$0" && exec "$@""#, "\($0)"] } ?? []
    let inherited = ProcessInfo.processInfo.environment
      .filter { inheritance == .everything || $0.key == "PATH" }
    process = try ChildProcess(
      limit + wrapper + [ChildProcess.built("decklog")] + arguments,
      environment: inherited.merging(environment) { $1 },
      directory: directory,
      input: standardInput,
      output: standardOutput ?? FileHandle(forWritingTo: URL(filePath: outputFile)),
      errors: standardError ?? FileHandle(forWritingTo: URL(filePath: errorFile))
    )
  }

  /// Its process ID.
  public var id: Int32 { process.id }

  /// Whether it has not ended.
  public var isRunning: Bool { process.isRunning }

  /// How many files it has open (proc_pid_fd(5)); `nil` if it has ended.
  public var openFiles: Int? {
    try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.id)/fd").count
  }

  /// Whether it ignores a signal (proc_pid_status(5)).
  public func ignores(_ signal: Int32) throws -> Bool {
    let status = try String(contentsOfFile: "/proc/\(process.id)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
    let mask = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
    return mask >> UInt64(signal - 1) & 1 == 1
  }

  /// What it has printed so far.
  public var output: String { (try? String(contentsOfFile: outputFile, encoding: .utf8)) ?? "" }

  /// Its messages so far.
  public var errors: String { (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "" }

  /// Sends it a signal.
  public func send(_ signal: Int32) { process.kill(signal) }

  /// Blocks until it has ended and returns its exit status.
  public func wait() -> Int32 { process.wait() }

  /// Ends it as a service manager does and returns its exit status.
  public func stop() -> Int32 {
    process.kill(SIGTERM)
    return process.wait()
  }
}
