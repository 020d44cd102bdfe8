import Foundation
import Glibc
import Terminal
import Testing
import TestSupport

/// A real terminal: a shell in a tmux server of its own, which somebody has to end.
final class TmuxSession {
  private static let timeLimit = Duration.seconds(60)

  private let name = "decklog-\(UUID().uuidString)"
  /// Has the server's socket.
  private let folder: RecordFolder

  /// Whether tests in a terminal run.
  static var isWanted: Bool { TestTools.areExpected("tmux") }

  /// A shell with job control in `folder`, with `decklog` in its path.
  init(columns: Int, rows: Int, in folder: RecordFolder) throws {
    self.folder = folder
    let path = URL(filePath: try ChildProcess.built("decklog")).deletingLastPathComponent().path
    try tmux(
      ["new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-c", folder.directory.path]
        // A login shell, which tmux starts by itself, would have a path of its own.
        + ["env", "PS1=$ ", "PATH=\(path):/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "sh", "-i"]
    )
    try tmux(["set", "-g", "status", "off"])
    // What is typed before would stand before and behind the prompt.
    let begin = ContinuousClock.now
    while try !screen().contains("$") {
      try #require(ContinuousClock.now - begin < Patience.limit(Self.timeLimit), "no prompt")
      usleep(20_000)
    }
  }

  /// Ends the server and all that runs in it.
  func end() { _ = try? tmux(["kill-server"]) }

  /// Presses keys, by their names in tmux(1).
  func press(_ keys: String...) throws { try tmux(["send-keys"] + keys) }

  /// Types a line.
  func type(_ line: String) throws {
    try tmux(["send-keys", "-l", line])
    try press("Enter")
  }

  /// Makes the terminal another size, and waits until the terminal has it: tmux takes its time.
  func resize(columns: Int, rows: Int) async throws {
    try tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
    let terminal = open(try value("#{pane_tty}"), O_RDONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
    try #require(terminal >= 0)
    defer { close(terminal) }
    try await eventually("the terminal gets its size", within: Self.timeLimit) {
      TerminalSize(of: terminal) == TerminalSize(columns: columns, rows: rows)
    }
  }

  /// The lines of the screen.
  func screen() throws -> [String] {
    try tmux(["capture-pane", "-p"]).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// What tmux says of a format, as `#{alternate_on}`.
  func value(_ format: String) throws -> String {
    try tmux(["display-message", "-p", format]).trimmingCharacters(in: .newlines)
  }

  /// Waits until the screen is as wanted.
  ///
  /// - Returns: the screen.
  @discardableResult
  func wait(
    for what: Comment,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: ([String]) throws -> Bool
  ) async throws -> [String] {
    var screen: [String] = []
    do {
      try await eventually(what.rawValue, within: Self.timeLimit, every: .milliseconds(50)) {
        screen = try self.screen()
        return try condition(screen)
      }
    } catch let error as NeverHappened {
      Issue.record("no \(what) on\n\(screen.joined(separator: "\n"))", sourceLocation: sourceLocation)
      throw error
    }
    return screen
  }

  /// Waits for the shell to have the screen again after a command; the command prints its status.
  func waitForStatus(_ status: Int32, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await wait(for: "status=\(status)", sourceLocation: sourceLocation) {
      $0.contains { $0.hasSuffix("status=\(status)") }
    }
  }

  @discardableResult
  private func tmux(_ arguments: [String]) throws -> String {
    let program = try #require(TestTools.path(of: "tmux"), "no tmux")
    // A test that runs in tmux itself is nobody's pane here, and sockets are gone with the folder.
    var environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("TMUX") && $0.key != "NO_COLOR"
    }
    environment["TMUX_TMPDIR"] = folder.directory.path
    let output = URL(filePath: folder.directory.file("tmux-\(UUID().uuidString)"))
    defer { try? FileManager.default.removeItem(at: output) }
    try Data().write(to: output)
    // A file: the server that is left behind would keep a pipe open.
    let client = try ChildProcess(
      [program, "-u", "-L", name, "-f", "/dev/null"] + arguments,
      environment: environment,
      output: FileHandle(forWritingTo: output),
      errors: FileHandle(forWritingTo: URL(filePath: "/dev/null"))
    )
    if client.wait() != 0 { throw TmuxFailure(arguments: arguments) }
    return try String(contentsOf: output, encoding: .utf8)
  }
}
