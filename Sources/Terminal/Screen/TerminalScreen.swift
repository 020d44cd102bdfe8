internal import Glibc

/// A full-screen terminal: keys, size and frames.
///
/// The terminal is restored when the value is released, by ``leave()``, and while the process is stopped (Ctrl-Z). Only for
/// the thread that created it.
package final class TerminalScreen {
  package enum Event: Sendable, Hashable {
    case key(Key)
    /// The size has changed, or the screen must be redrawn.
    case resized
    /// The terminal is gone, or a signal ends the program.
    case ended
  }

  /// How long a lone escape waits for the rest of a sequence.
  private static let escapePause = Duration.milliseconds(50)

  private static let ending: Set = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

  private let input: Int32
  private let output: Int32
  private let ownsInput: Bool
  private let mode: TerminalMode
  private let signals: SignalPipe
  private var frames: FrameWriter
  private var decoder = KeyDecoder()
  /// Signals that arrived during a write.
  private var postponed: [Int32] = []
  private var isEntered = false
  private var isEnded = false

  /// Takes over the terminal at standard output. Keys come from standard input, or else the controlling terminal.
  package init(isColoured: Bool) throws(TerminalError) {
    ownsInput = isatty(STDIN_FILENO) == 0
    let input = ownsInput ? open("/dev/tty", O_RDWR | O_CLOEXEC) : STDIN_FILENO
    guard input >= 0 else { throw TerminalError("no terminal to read keys from", errno) }
    self.input = input
    output = STDOUT_FILENO
    frames = FrameWriter(isColoured: isColoured)
    mode = try TerminalMode(of: input)
    signals = try SignalPipe([SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT])
    try enter()
  }

  deinit {
    leave()
    if ownsInput { close(input) }
  }

  package var size: TerminalSize { TerminalSize(of: output) ?? .standard }

  /// Shows lines from the top, each cut at the edge. Writes only what has changed, all at once.
  package func draw(_ lines: [StyledLine]) { write(frames.bytes(for: lines, size: size)) }

  package func leave() {
    guard isEntered else { return }
    isEntered = false
    write(Array(FrameWriter.leaving.utf8), isLast: true)
    // Fails only if the terminal is gone.
    try? mode.restore()
  }

  private func enter() throws(TerminalError) {
    try mode.makeRaw()
    isEntered = true
    frames.forget()
    write(Array(FrameWriter.entering.utf8))
  }

  /// Waits for events for at most `duration`.
  package func wait(_ duration: Duration) -> [Event] {
    if isEnded { return [.ended] }
    if !postponed.isEmpty {
      let signals = postponed
      postponed = []
      return signals.map { event(for: $0) }
    }
    var states = [input, signals.descriptor].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let limit = decoder.isPending ? min(duration, Self.escapePause) : duration
    let count = poll(&states, 2, limit.milliseconds)
    if count == 0, decoder.isPending { return decoder.finish().map { event(for: $0) } }
    guard count > 0 else { return [] }
    var events = signals.received().map { event(for: $0) }
    if states[0].revents != 0 { events += readKeys() }
    return isEnded ? [.ended] : events
  }

  private func readKeys() -> [Event] {
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = read(input, &bytes, bytes.count)
    if count > 0 { return decoder.keys(from: bytes.prefix(count)).map { event(for: $0) } }
    if count == 0 || errno != EINTR { isEnded = true }
    return []
  }

  private func event(for key: Key) -> Event { key == .control("z") ? suspend(isWholeGroup: true) : .key(key) }

  private func event(for signal: Int32) -> Event {
    switch signal {
    case SIGWINCH:
      frames.forget()
      return .resized
    case SIGTSTP: return suspend(isWholeGroup: false)
    // The shell has set its own terminal mode.
    case SIGCONT: return resume()
    default:
      isEnded = true
      return .ended
    }
  }

  private func suspend(isWholeGroup: Bool) -> Event {
    leave()
    signals.suspend(isWholeGroup: isWholeGroup)
    return resume()
  }

  private func resume() -> Event {
    do {
      try enter()
      return .resized
    } catch {
      isEnded = true
      return .ended
    }
  }

  /// Whether the terminal accepts output within a second: a stopped one must not delay the end.
  private var canWrite: Bool {
    errno = 0
    var state = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
    return poll(&state, 1, 1000) > 0 || errno == EINTR
  }

  /// - Parameter isLast: whether to write even though the program ends.
  private func write(_ bytes: [UInt8], isLast: Bool = false) {
    var rest = bytes[...]
    while !rest.isEmpty, isLast ? canWrite : !isEnded {
      let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EINTR {
        // A stopped terminal accepts nothing; a signal ends the program nevertheless.
        let received = signals.received()
        if received.contains(where: Self.ending.contains) { isEnded = true }
        postponed += received
      } else {
        isEnded = true
        return
      }
    }
  }
}
